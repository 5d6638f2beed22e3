package dev.bobbin.agent;

import dev.bobbin.weave.AsyncScan;
import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import java.util.ArrayList;
import java.util.List;

/**
 * Classes with async code that were loaded before an agent came by dynamic attach. Weaving adds
 * methods to a class, which the JVM does not allow once it is loaded; so they stay unwoven, and are
 * named.
 */
final class EarlierClasses {
  private EarlierClasses() {}

  /** Returns those that may have async code, by a look that costs nothing to speak of. */
  static List<Class<?>> among(Class<?>[] loaded) {
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    List<Class<?>> candidates = new ArrayList<>();
    for (Class<?> type : loaded) {
      ClassLoader loader = type.getClassLoader();
      if (loader != null
          && loader != platform
          && !type.isArray()
          && !type.isHidden()
          && !WeavingTransformer.isJdks(type.getModule())
          && !WeavingTransformer.isBobbins(type.getName().replace('.', '/'))) {
        candidates.add(type);
      }
    }
    return candidates;
  }

  /** Names those that have async code and were not woven. */
  static void report(List<Class<?>> candidates, FrameClassDefiner frameClasses, Reporter reporter) {
    StringBuilder names = new StringBuilder();
    for (Class<?> type : candidates) {
      if (isUnwoven(type, frameClasses)) {
        names.append(names.length() == 0 ? "" : ", ").append(type.getName());
      }
    }
    if (names.length() > 0) {
      reporter.once(
          "loaded before the agent came, so their async methods stay unwoven: "
              + names
              + "\n"
              + "    fix: start the JVM with -javaagent, or weave the classes when they are"
              + " built");
    }
  }

  private static boolean isUnwoven(Class<?> type, FrameClassDefiner frameClasses) {
    ClassLoader loader = type.getClassLoader();
    String internalName = type.getName().replace('.', '/');
    if (frameClasses.hasWoven(internalName, loader)) { // loaded since the transformer is there
      return false;
    }
    byte[] classFile = LoaderHierarchy.read(loader, internalName + ".class");
    if (classFile == null || !AsyncScan.mayContainAsync(classFile)) {
      return false;
    }
    var asLoaded = new LoadingClass(type.getModule(), loader, internalName, true, null, classFile);
    try {
      return new Weaver(LoaderHierarchy.of(asLoaded)).weave(classFile).isPresent();
    } catch (WeaveException e) {
      return true; // async code, if wrong
    } catch (ClassFileException e) {
      return false;
    }
  }
}
