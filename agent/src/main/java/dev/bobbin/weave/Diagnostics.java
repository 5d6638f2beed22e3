package dev.bobbin.weave;

import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.model.UnsupportedShapeException;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Makes diagnostics of places in a class. */
final class Diagnostics {

  private Diagnostics() {}

  static Diagnostic of(ClassNode owner, MethodNode method, int line, Slug slug, String what) {
    return new Diagnostic(
        owner.name.replace('/', '.'),
        sourceFile(owner),
        line,
        slug,
        what,
        Signatures.of(owner.name, method.name, method.desc));
  }

  /** Of the class as a whole. */
  static Diagnostic of(ClassNode owner, Slug slug, String what) {
    String name = owner.name.replace('/', '.');
    return new Diagnostic(name, sourceFile(owner), 0, slug, what, "class " + name);
  }

  /** The name from the class file, or the class's name with {@code .class}. */
  static String sourceFile(ClassNode owner) {
    String simpleName = owner.name.substring(owner.name.lastIndexOf('/') + 1);
    return owner.sourceFile == null ? simpleName + ".class" : owner.sourceFile;
  }

  static Diagnostic ofShape(ClassNode owner, MethodNode method, UnsupportedShapeException odd) {
    int line = SourceLines.of(odd.at());
    return of(
        owner,
        method,
        line,
        Slug.UNSUPPORTED_SHAPE,
        Slug.UNSUPPORTED_SHAPE.what(String.valueOf(odd.getMessage())));
  }
}
