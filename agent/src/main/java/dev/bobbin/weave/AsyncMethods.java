package dev.bobbin.weave;

import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.ReturnKind;
import dev.bobbin.weave.model.RuntimeNames;
import dev.bobbin.weave.model.SourceLines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds the async methods of a class, and what forbids them to be. */
final class AsyncMethods {

  private static final int FIRST_VERSION_WITH_FRAMES = Opcodes.V1_7;

  private final ClassNode owner;
  private final AsyncMethod.Host host;
  private final Set<String> lambdaBodies;
  private final List<AsyncMethod> methods = new ArrayList<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  private AsyncMethods(ClassNode owner) {
    this.owner = owner;
    this.lambdaBodies = lambdaBodies(owner);
    this.host =
        new AsyncMethod.Host(
            owner.name,
            owner.version,
            (owner.access & Opcodes.ACC_INTERFACE) != 0,
            owner.sourceFile == null ? "" : owner.sourceFile);
    for (MethodNode method : owner.methods) {
      look(method);
    }
  }

  static AsyncMethods in(ClassNode owner) {
    return new AsyncMethods(owner);
  }

  List<AsyncMethod> methods() {
    return methods;
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /** The methods that are async or were meant to be: those annotated, and awaiting lambdas. */
  static List<MethodNode> intended(ClassNode owner) {
    Set<String> lambdas = lambdaBodies(owner);
    List<MethodNode> intended = new ArrayList<>();
    for (MethodNode method : owner.methods) {
      if (isAnnotated(method) || (isLambda(method, lambdas) && !awaitsIn(method).isEmpty())) {
        intended.add(method);
      }
    }
    return intended;
  }

  private void look(MethodNode method) {
    List<MethodInsnNode> awaits = awaitsIn(method);
    boolean annotated = isAnnotated(method);
    reportReferences(method);
    if (annotated) {
      lookAtAnnotated(method, awaits);
    } else if (!awaits.isEmpty()) {
      lookAtPlain(method, awaits);
    }
  }

  private void lookAtAnnotated(MethodNode method, List<MethodInsnNode> awaits) {
    if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      boolean isNative = (method.access & Opcodes.ACC_NATIVE) != 0;
      report(
          method,
          0,
          Slug.ASYNC_WITHOUT_BODY,
          "@Async " + (isNative ? "native" : "abstract") + " method");
      return;
    }
    Optional<ReturnKind> returns = ReturnKind.of(method.desc);
    if (returns.isEmpty()) {
      report(
          method,
          SourceLines.firstOf(method),
          Slug.ASYNC_RETURN_TYPE,
          "@Async method returns " + Signatures.returnType(method.desc));
      return;
    }
    add(method, returns.get(), awaits);
  }

  private void lookAtPlain(MethodNode method, List<MethodInsnNode> awaits) {
    boolean isLambda = isLambda(method, lambdaBodies);
    Optional<ReturnKind> returns = ReturnKind.of(method.desc);
    if (isLambda && returns.isPresent() && returns.get() != ReturnKind.VOID) {
      add(method, returns.get(), awaits);
      return;
    }
    for (MethodInsnNode await : awaits) {
      int line = SourceLines.of(await);
      if (method.name.equals("<init>")) {
        report(method, line, Slug.AWAIT_IN_CONSTRUCTOR, "await in a constructor");
      } else if (method.name.equals("<clinit>")) {
        report(method, line, Slug.AWAIT_IN_STATIC_INITIALIZER, "await in a static initialiser");
      } else if (isLambda) {
        String returned = Signatures.returnType(method.desc);
        report(method, line, Slug.AWAIT_IN_LAMBDA, "await in a lambda that returns " + returned);
      } else {
        report(method, line, Slug.AWAIT_OUTSIDE_ASYNC, "await in a method that is not @Async");
      }
    }
  }

  private void add(MethodNode method, ReturnKind returns, List<MethodInsnNode> awaits) {
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0 && !awaits.isEmpty()) {
      for (MethodInsnNode await : awaits) {
        report(
            method,
            SourceLines.of(await),
            Slug.AWAIT_IN_SYNCHRONIZED,
            "await in a synchronized method");
      }
      return;
    }
    if ((owner.version & 0xFFFF) < FIRST_VERSION_WITH_FRAMES) {
      report(
          method,
          SourceLines.firstOf(method),
          Slug.CLASS_FILE_VERSION,
          "async method in a class file of version " + (owner.version & 0xFFFF));
      return;
    }
    String frameClass = owner.name + "$" + method.name + "$frame$" + (methods.size() + 1);
    methods.add(new AsyncMethod(host, method, returns, awaits, asksForTask(method), frameClass));
  }

  private void reportReferences(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof InvokeDynamicInsnNode call) {
        for (Object argument : call.bsmArgs) {
          if (argument instanceof Handle handle
              && handle.getOwner().equals(RuntimeNames.BOBBIN)
              && RuntimeNames.isAwait(handle.getName(), handle.getDesc())) {
            report(
                method,
                SourceLines.of(call),
                Slug.AWAIT_METHOD_REFERENCE,
                "method reference to await");
          }
        }
      }
    }
  }

  private void report(MethodNode method, int line, Slug slug, String what) {
    problems.add(Diagnostics.of(owner, method, line, slug, what));
  }

  private static boolean isAnnotated(MethodNode method) {
    // javac copies annotations to bridge methods, which only call the real one.
    return (method.access & Opcodes.ACC_BRIDGE) == 0
        && (contains(method.invisibleAnnotations) || contains(method.visibleAnnotations));
  }

  private static boolean contains(@Nullable List<AnnotationNode> annotations) {
    if (annotations != null) {
      for (AnnotationNode annotation : annotations) {
        if (RuntimeNames.ASYNC_DESCRIPTOR.equals(annotation.desc)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isLambda(MethodNode method, Set<String> lambdaBodies) {
    boolean isWritten =
        (method.access & Opcodes.ACC_SYNTHETIC) == 0 && !Signatures.isOfLambda(method.name);
    return !isWritten && lambdaBodies.contains(method.name + method.desc);
  }

  /** The methods of the class that a lambda of the class is made of. */
  private static Set<String> lambdaBodies(ClassNode owner) {
    Set<String> bodies = new HashSet<>();
    for (MethodNode method : owner.methods) {
      for (AbstractInsnNode instruction : method.instructions) {
        if (instruction instanceof InvokeDynamicInsnNode call
            && call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
            && call.bsmArgs.length > 1
            && call.bsmArgs[1] instanceof Handle body
            && body.getOwner().equals(owner.name)) {
          bodies.add(body.getName() + body.getDesc());
        }
      }
    }
    return bodies;
  }

  static List<MethodInsnNode> awaitsIn(MethodNode method) {
    List<MethodInsnNode> awaits = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call && RuntimeNames.isAwait(call)) {
        awaits.add(call);
      }
    }
    return awaits;
  }

  private static boolean asksForTask(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call && RuntimeNames.asksForTask(call)) {
        return true;
      }
    }
    return false;
  }
}
