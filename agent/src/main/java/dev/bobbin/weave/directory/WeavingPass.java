package dev.bobbin.weave.directory;

import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import dev.bobbin.weave.WovenMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One pass over the class files of a directory or a jar: every class is woven that needs it, all of
 * them even where one is refused. It keeps no record between runs. Woven classes and their frames
 * carry marks, so a frame is stale when its class is gone, or was compiled again since and has not
 * got this frame any more.
 *
 * <p>Paths are relative to the root, with slashes, and end with {@code .class}. A frame lies beside
 * its class, also where that is below {@code META-INF/versions}.
 */
public final class WeavingPass {
  private static final String SUFFIX = ".class";

  private final Weaver weaver;
  private final Predicate<String> wanted;
  private final List<WovenClass> woven = new ArrayList<>();
  private final Map<String, byte[]> changed = new LinkedHashMap<>();
  private final Set<String> wovenBefore = new TreeSet<>();
  private final Map<String, String> framesBefore = new TreeMap<>(); // path to its class's path
  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<String> clashes = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  /**
   * @param wanted tells by the name, e.g. {@code com.acme.Outer$Inner}, whether a class is to be
   *     woven
   */
  public WeavingPass(Weaver weaver, Predicate<String> wanted) {
    this.weaver = weaver;
    this.wanted = wanted;
  }

  /** Takes the next class file, in any order. */
  public void add(String path, byte[] classFile) {
    try {
      Optional<WovenMark> mark = WovenMark.of(classFile);
      if (mark.isPresent() && mark.get().frameOf() != null) {
        framesBefore.put(path, sibling(path, mark.get().frameOf()));
        return;
      }
      if (mark.isPresent()) {
        wovenBefore.add(path);
        if (!mark.get().isOfThisAbi()) {
          clashes.add(className(path) + ": " + mark.get().clash());
        } else if (mark.get().forCoverage() != weaver.forCoverage()) {
          clashes.add(className(path) + ": " + mark.get().otherCoverage());
        }
      } else if (!wanted.test(className(path))) {
        return;
      }
      weaver.weave(classFile).ifPresent(result -> put(path, result));
    } catch (WeaveException refused) {
      errors.addAll(refused.diagnostics());
    } catch (ClassFileException e) {
      unreadable.add(path + " is left as it is: " + e.getMessage());
    }
  }

  private void put(String path, WovenClass result) {
    result.frameClasses().forEach((name, frame) -> changed.put(sibling(path, name), frame));
    changed.put(path, result.classFile());
    woven.add(result);
    warnings.addAll(result.warnings());
  }

  /** What it came to; the pass is over then. */
  public WeavingResult end() {
    List<String> stale = new ArrayList<>();
    framesBefore.forEach(
        (frame, owner) -> {
          if (!wovenBefore.contains(owner) && !changed.containsKey(frame)) {
            stale.add(frame);
          }
        });
    List<String> alreadyWoven = wovenBefore.stream().map(WeavingPass::className).toList();
    return new WeavingResult(
        woven, alreadyWoven, changed, stale, errors, clashes, warnings, unreadable);
  }

  /** The path of another class of the same package. */
  private static String sibling(String path, String internalName) {
    String simpleName = internalName.substring(internalName.lastIndexOf('/') + 1);
    return path.substring(0, path.lastIndexOf('/') + 1) + simpleName + SUFFIX;
  }

  private static String className(String path) {
    String name = path.substring(0, path.length() - SUFFIX.length());
    if (name.startsWith("META-INF/versions/")) {
      name = name.substring(name.indexOf('/', "META-INF/versions/".length()) + 1);
    }
    return name.replace('/', '.');
  }
}
