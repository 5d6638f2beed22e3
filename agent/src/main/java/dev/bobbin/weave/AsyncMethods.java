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
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds the async methods of a class, and what forbids them to be. */
final class AsyncMethods {

  private static final int FIRST_VERSION_WITH_FRAMES = Opcodes.V1_7;

  /** File systems take 255 bytes for a name; behind this come the number and the ending. */
  private static final int LONGEST_NAME = 200;

  /** JaCoCo passes over synthetic methods, but not over those that are named so. */
  private static final String LAMBDA = "lambda$";

  private final ClassNode owner;
  private final boolean forCoverage;
  private final AsyncMethod.Host host;
  private final Set<String> lambdaBodies;
  private final List<AsyncMethod> methods = new ArrayList<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  private AsyncMethods(ClassNode owner, boolean forCoverage) {
    this.owner = owner;
    this.forCoverage = forCoverage;
    List<AsyncCalls> calls = callsIn(owner);
    this.lambdaBodies = lambdaBodies(calls);
    this.host =
        new AsyncMethod.Host(
            owner.name,
            owner.version,
            (owner.access & Opcodes.ACC_INTERFACE) != 0,
            owner.sourceFile == null ? "" : owner.sourceFile);
    for (AsyncCalls inMethod : calls) {
      look(inMethod);
    }
  }

  /**
   * @param forCoverage whether bodies get names that JaCoCo counts, see {@link Weaver#forCoverage}
   */
  static AsyncMethods in(ClassNode owner, boolean forCoverage) {
    return new AsyncMethods(owner, forCoverage);
  }

  List<AsyncMethod> methods() {
    return methods;
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /** The methods that are async or were meant to be: those annotated, and awaiting lambdas. */
  static List<MethodNode> intended(ClassNode owner) {
    List<AsyncCalls> calls = callsIn(owner);
    Set<String> lambdas = lambdaBodies(calls);
    List<MethodNode> intended = new ArrayList<>();
    for (AsyncCalls in : calls) {
      if (isAnnotated(in.method()) || (isLambda(in.method(), lambdas) && in.hasAwaits())) {
        intended.add(in.method());
      }
    }
    return intended;
  }

  private static List<AsyncCalls> callsIn(ClassNode owner) {
    List<AsyncCalls> calls = new ArrayList<>();
    for (MethodNode method : owner.methods) {
      calls.add(AsyncCalls.of(owner.name, method));
    }
    return calls;
  }

  private void look(AsyncCalls calls) {
    reportReferences(calls);
    if (isAnnotated(calls.method())) {
      lookAtAnnotated(calls);
    } else if (calls.hasAwaits()) {
      lookAtPlain(calls);
    }
  }

  private void lookAtAnnotated(AsyncCalls calls) {
    MethodNode method = calls.method();
    if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      boolean isNative = (method.access & Opcodes.ACC_NATIVE) != 0;
      report(method, 0, Slug.ASYNC_WITHOUT_BODY, isNative ? "native" : "abstract");
      return;
    }
    Optional<ReturnKind> returns = ReturnKind.of(method.desc);
    if (returns.isEmpty()) {
      report(
          method,
          SourceLines.firstOf(method),
          Slug.ASYNC_RETURN_TYPE,
          Signatures.returnType(method.desc));
      return;
    }
    add(calls, returns.get());
  }

  private void lookAtPlain(AsyncCalls calls) {
    MethodNode method = calls.method();
    boolean isLambda = isLambda(method, lambdaBodies);
    Optional<ReturnKind> returns = ReturnKind.of(method.desc);
    if (isLambda && returns.isPresent() && returns.get() != ReturnKind.VOID) {
      add(calls, returns.get());
      return;
    }
    for (MethodInsnNode await : calls.awaits()) {
      int line = SourceLines.of(await);
      if (method.name.equals("<init>")) {
        report(method, line, Slug.AWAIT_IN_CONSTRUCTOR);
      } else if (method.name.equals("<clinit>")) {
        report(method, line, Slug.AWAIT_IN_STATIC_INITIALIZER);
      } else if (isLambda) {
        report(method, line, Slug.AWAIT_IN_LAMBDA, Signatures.returnType(method.desc));
      } else {
        report(method, line, Slug.AWAIT_OUTSIDE_ASYNC);
      }
    }
  }

  private void add(AsyncCalls calls, ReturnKind returns) {
    MethodNode method = calls.method();
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0 && calls.hasAwaits()) {
      for (MethodInsnNode await : calls.awaits()) {
        report(
            method,
            SourceLines.of(await),
            Slug.AWAIT_IN_SYNCHRONIZED,
            "the monitor of a synchronized method");
      }
      return;
    }
    if ((owner.version & 0xFFFF) < FIRST_VERSION_WITH_FRAMES) {
      report(method, SourceLines.firstOf(method), Slug.CLASS_FILE_VERSION, owner.version & 0xFFFF);
      return;
    }
    methods.add(
        new AsyncMethod(
            host,
            method,
            returns,
            calls.awaits(),
            calls.asksForTask(),
            frameClass(method),
            bodyName(method)));
  }

  /**
   * Method {@code b$m} of class {@code A} must not share a frame class with method {@code m} of
   * class {@code A$b}, so the number of such signs is added; lambdas have a digit at their end,
   * which no method has for a name.
   */
  private String frameClass(MethodNode method) {
    String inFile = inFileName(method.name);
    String name = owner.name + "$" + inFile + "$frame$" + (methods.size() + 1);
    int signs = 0;
    for (int at = method.name.indexOf('$'); at >= 0; at = method.name.indexOf('$', at + 1)) {
      signs++;
    }
    boolean isWholeLambda = inFile.equals(method.name) && Signatures.isOfLambda(inFile);
    return signs == 0 || isWholeLambda ? name : name + "$" + signs;
  }

  /**
   * The class is to be a file, unlike a method: what not every system and locale has in the name of
   * one is replaced, and what is too long is cut.
   */
  private String inFileName(String method) {
    int ownersLength = owner.name.length() - 1 - owner.name.lastIndexOf('/');
    int length = Math.min(method.length(), Math.max(0, LONGEST_NAME - ownersLength));
    StringBuilder safe = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = method.charAt(i);
      boolean isSafe =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '$'
              || c == '_'
              || c == '-';
      safe.append(isSafe ? c : '_');
    }
    return safe.toString();
  }

  /** The method's own; for coverage one that begins as a lambda's does, which no method has yet. */
  private String bodyName(MethodNode method) {
    if (!forCoverage || method.name.startsWith(LAMBDA)) {
      return method.name;
    }
    String name = LAMBDA + method.name + "$body$";
    int number = methods.size() + 1;
    while (isTaken(name + number)) {
      number += owner.methods.size();
    }
    return name + number;
  }

  private boolean isTaken(String name) {
    for (MethodNode method : owner.methods) {
      if (method.name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void reportReferences(AsyncCalls calls) {
    for (AbstractInsnNode reference : calls.references()) {
      report(calls.method(), SourceLines.of(reference), Slug.AWAIT_METHOD_REFERENCE);
    }
  }

  private void report(MethodNode method, int line, Slug slug, Object... details) {
    problems.add(Diagnostics.of(owner, method, line, slug, slug.what(details)));
  }

  private static boolean isAnnotated(MethodNode method) {
    // javac copies annotations to bridge methods, which only call the real one.
    return (method.access & Opcodes.ACC_BRIDGE) == 0
        && (contains(method.invisibleAnnotations) || contains(method.visibleAnnotations));
  }

  private static boolean contains(@Nullable List<AnnotationNode> annotations) {
    if (annotations != null) {
      for (AnnotationNode annotation : annotations) {
        if (RuntimeNames.marksAsync(annotation.desc)) {
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
  private static Set<String> lambdaBodies(List<AsyncCalls> calls) {
    Set<String> bodies = new HashSet<>();
    for (AsyncCalls inMethod : calls) {
      bodies.addAll(inMethod.lambdaBodies());
    }
    return bodies;
  }
}
