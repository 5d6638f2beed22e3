package dev.bobbin.weave;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Loads chosen classes by itself, woven or as plain Java, and the others from the tests' loader.
 * The JVM verifies all that is defined here.
 */
public final class WovenLoader extends ClassLoader {

  private final Predicate<String> own;
  private final Function<String, byte @Nullable []> source;
  private final Function<byte[], byte[]> change;
  private final Map<String, byte[]> frameClasses = new ConcurrentHashMap<>();

  private WovenLoader(
      Predicate<String> own, Function<String, byte @Nullable []> source, boolean weaves) {
    super(WovenLoader.class.getClassLoader());
    this.own = own;
    this.source = source;
    this.change = weaves ? this::weave : PlainAwait::plain;
  }

  private WovenLoader(Map<String, byte[]> classFiles) {
    super(WovenLoader.class.getClassLoader());
    this.own = classFiles::containsKey;
    this.source = lookup(classFiles);
    this.change = classFile -> classFile;
  }

  /** Weaves the classes that the predicate names; their class files lie beside the tests. */
  public static WovenLoader weaving(Predicate<String> own) {
    return new WovenLoader(own, Weaving::find, true);
  }

  /** Loads the same classes as plain Java, where await takes the value of a done stage. */
  public static WovenLoader plain(Predicate<String> own) {
    return new WovenLoader(own, Weaving::find, false);
  }

  /** Weaves classes that are given as bytes, by binary name. */
  public static WovenLoader weaving(Map<String, byte[]> classFiles) {
    return new WovenLoader(classFiles::containsKey, lookup(classFiles), true);
  }

  public static WovenLoader plain(Map<String, byte[]> classFiles) {
    return new WovenLoader(classFiles::containsKey, lookup(classFiles), false);
  }

  /** Loads what was woven or made plain before. */
  static WovenLoader of(Map<String, byte[]> classFiles) {
    return new WovenLoader(classFiles);
  }

  private static Function<String, byte @Nullable []> lookup(Map<String, byte[]> classFiles) {
    return internalName -> classFiles.get(internalName.replace('/', '.'));
  }

  private byte[] weave(byte[] classFile) {
    Optional<WovenClass> woven = Weaving.weaver().weave(classFile);
    if (woven.isEmpty()) {
      return classFile;
    }
    woven.get().frameClasses().values().forEach(Weaving::check);
    frameClasses.putAll(woven.get().frameClasses());
    Weaving.check(woven.get().classFile());
    return woven.get().classFile();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      String internalName = name.replace('.', '/');
      byte[] frame = frameClasses.get(internalName);
      if (frame != null) {
        return defineClass(name, frame, 0, frame.length);
      }
      byte[] bytes = own.test(name) ? source.apply(internalName) : null;
      if (bytes == null) {
        return super.loadClass(name, resolve);
      }
      byte[] changed = change.apply(bytes);
      return defineClass(name, changed, 0, changed.length);
    }
  }
}
