package dev.bobbin.weave;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/** Supertypes, read from class files: weaving loads no class. */
@FunctionalInterface
public interface ClassHierarchy {

  /**
   * Whether the class is or extends or implements the other. A supertype that cannot be read counts
   * as an answer of yes: the caller has to be right either way.
   */
  boolean mayBe(String internalName, String supertype);

  /**
   * @param classFiles the bytes of a class by its internal name, or null if there is none
   */
  static ClassHierarchy of(Function<String, byte @Nullable []> classFiles) {
    return (internalName, supertype) -> {
      Set<String> seen = new HashSet<>();
      ArrayDeque<String> work = new ArrayDeque<>();
      work.add(internalName);
      while (!work.isEmpty()) {
        String name = work.remove();
        if (name.equals(supertype)) {
          return true;
        }
        if (name.equals("java/lang/Object") || !seen.add(name)) {
          continue;
        }
        ClassReader reader = reader(classFiles.apply(name));
        if (reader == null) {
          return true;
        }
        if (reader.getSuperName() != null) {
          work.add(reader.getSuperName());
        }
        work.addAll(Arrays.asList(reader.getInterfaces()));
      }
      return false;
    };
  }

  /** Null for a class that is not there, or of a class file version that is not known yet. */
  private static @Nullable ClassReader reader(byte @Nullable [] classFile) {
    try {
      return classFile == null ? null : new ClassReader(classFile);
    } catch (IllegalArgumentException tooNew) {
      return null;
    }
  }
}
