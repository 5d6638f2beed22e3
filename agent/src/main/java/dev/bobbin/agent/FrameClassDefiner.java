package dev.bobbin.agent;

import dev.bobbin.weave.WovenClass;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Defines the frame classes of a woven class just before the class itself: into its class loader
 * and protection domain, and, since the package is the same, its module.
 *
 * <p>{@code Lookup.defineClass} needs a class of that package that is loaded already, and there may
 * be none yet; {@code ClassLoader.defineClass} is protected. But an agent may open {@code
 * java.lang} to itself, without any flag on the command line.
 *
 * <p>May be called from any thread. Two threads that load the same class in a loader that lets them
 * bring the same frame classes: the second definition fails, which is as good.
 */
final class FrameClassDefiner {
  private final Instrumentation instrumentation;
  private final MethodHandle defineClass;
  private final MethodHandle findLoadedClass;

  /**
   * What was woven in each loader: a frame class's name with its content, and the woven class's own
   * name. Guarded by itself; nothing is loaded while it is locked.
   */
  private final Map<ClassLoader, Map<String, Long>> wovenIn = new WeakHashMap<>();

  FrameClassDefiner(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(FrameClassDefiner.class.getModule())),
        Set.of(),
        Map.of());
    defineClass =
        handleOf(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ProtectionDomain.class);
    findLoadedClass = handleOf("findLoadedClass", String.class);
  }

  /**
   * Called exactly, a handle costs 2 ms at its first call. {@code Method.invoke} makes the JVM
   * generate some twenty classes there since Java 18, for 20 ms.
   */
  private static MethodHandle handleOf(String name, Class<?>... parameters) {
    try {
      Method method = ClassLoader.class.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (NoSuchMethodException e) {
      throw new LinkageError("ClassLoader lacks a method that its specification names", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("java.lang is not open to the agent", e);
    }
  }

  /**
   * Defines the frame classes of {@code woven}, all of which extend {@code frameBase}.
   *
   * @throws FrameConflictException if a frame class of the same name and other content is there, as
   *     when a class is redefined with other async methods
   */
  void define(WovenClass woven, LoadingClass type, Class<?> frameBase)
      throws FrameConflictException {
    letRead(type.module(), frameBase.getModule());
    for (Map.Entry<String, byte[]> frameClass : woven.frameClasses().entrySet()) {
      define(frameClass.getKey(), frameClass.getValue(), type);
    }
    note(type.loader(), woven.name(), 0L);
  }

  /** Tells whether a class of this name was woven here, in this loader. */
  boolean hasWoven(String internalName, ClassLoader loader) {
    synchronized (wovenIn) {
      Map<String, Long> names = wovenIn.get(loader);
      return names != null && names.containsKey(internalName);
    }
  }

  /**
   * With {@code requires static} a module may have been compiled with the runtime and not read it.
   */
  private void letRead(Module module, Module runtime) {
    if (!module.canRead(runtime)) {
      instrumentation.redefineModule(
          module, Set.of(runtime), Map.of(), Map.of(), Set.of(), Map.of());
    }
  }

  private void define(String internalName, byte[] classFile, LoadingClass type)
      throws FrameConflictException {
    long content = contentOf(classFile);
    // Noted first, so that a thread which meets the class already defined also finds the note.
    Long noted = note(type.loader(), internalName, content);
    if (noted != null && noted != content) {
      throw new FrameConflictException(internalName);
    }
    String name = internalName.replace('/', '.');
    try {
      defineIn(type.loader(), name, classFile, type.domain());
    } catch (LinkageError e) {
      if (loadedIn(type.loader(), name) == null) {
        throw e;
      }
      if (noted == null && !isOnDisk(internalName, classFile, type.loader())) {
        throw new FrameConflictException(internalName);
      }
    }
  }

  /** A class that was woven at build time brought its frame classes itself. */
  private static boolean isOnDisk(String internalName, byte[] classFile, ClassLoader loader) {
    return Arrays.equals(classFile, LoaderHierarchy.read(loader, internalName + ".class"));
  }

  private @Nullable Long note(ClassLoader loader, String internalName, long content) {
    synchronized (wovenIn) {
      Map<String, Long> names = wovenIn.get(loader);
      if (names == null) {
        names = new HashMap<>();
        wovenIn.put(loader, names);
      }
      return names.putIfAbsent(internalName, content);
    }
  }

  private static long contentOf(byte[] classFile) {
    CRC32 checksum = new CRC32(); // is no loop in the interpreter
    checksum.update(classFile);
    return (long) classFile.length << 32 | checksum.getValue();
  }

  private void defineIn(
      ClassLoader loader, String name, byte[] classFile, @Nullable ProtectionDomain domain) {
    try {
      Class<?> defined =
          (Class<?>) defineClass.invokeExact(loader, name, classFile, 0, classFile.length, domain);
      assert defined.getClassLoader() == loader;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private @Nullable Class<?> loadedIn(ClassLoader loader, String name) {
    try {
      return (Class<?>) findLoadedClass.invokeExact(loader, name);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Neither method declares a checked exception. */
  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  /** A frame class of the same name and other content is defined already. */
  static final class FrameConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    FrameConflictException(String internalName) {
      super(internalName.replace('/', '.') + " is there already, with other content");
    }
  }
}
