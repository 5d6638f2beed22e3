package dev.bobbin.weave;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    return new ClassHierarchy() { // a lambda would cost a starting JVM milliseconds
      @Override
      public boolean mayBe(String internalName, String supertype) {
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
          List<String> supertypes = supertypes(classFiles.apply(name));
          if (supertypes == null) {
            return true;
          }
          work.addAll(supertypes);
        }
        return false;
      }
    };
  }

  /** Null for a class that is not there, is broken, or of a version that is not known yet. */
  private static @Nullable List<String> supertypes(byte @Nullable [] classFile) {
    if (classFile == null) {
      return null;
    }
    try {
      ClassReader reader = new ClassReader(classFile);
      List<String> supertypes = new ArrayList<>(List.of(reader.getInterfaces()));
      if (reader.getSuperName() != null) {
        supertypes.add(reader.getSuperName());
      }
      return supertypes;
    } catch (RuntimeException unreadable) {
      return null;
    }
  }
}
