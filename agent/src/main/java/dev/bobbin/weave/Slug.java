package dev.bobbin.weave;

/**
 * What can be wrong with a class, each with a stable name to search for: the one table from which
 * the weaver, which sees bytecode, and the compiler plugin, which sees source, take their words.
 * Each entry holds what was found, with {@code %s} for what is special about one occurrence, why it
 * cannot be, and how to fix it.
 */
public enum Slug {
  AWAIT_OUTSIDE_ASYNC(
      "await-outside-async",
      "await in a method that is not @Async",
      "only an async method can be suspended",
      "annotate the method with @Async and let it return Task, CompletionStage,"
          + " CompletableFuture, Future or void; or use join() off the loop"),
  AWAIT_IN_LAMBDA(
      "await-in-lambda",
      "await in a lambda that returns %s",
      "a lambda that awaits is suspended, so it has to return a stage and not a plain value",
      "let it return a stage, e.g. return Task.of(value) or Task.done(), where an AsyncCallable,"
          + " AsyncFunction or AsyncConsumer is expected; or move the await out of the lambda"),
  AWAIT_IN_CONSTRUCTOR(
      "await-in-constructor",
      "await in a constructor",
      "an object cannot be half made while its constructor is suspended",
      "await first and pass the value to the constructor, e.g. in a static @Async factory method"),
  AWAIT_IN_STATIC_INITIALIZER(
      "await-in-static-initializer",
      "await in a static initialiser",
      "a class cannot be suspended while the JVM initialises it",
      "await in an @Async method and keep the result, or the Task itself, in a field"),
  AWAIT_IN_SYNCHRONIZED(
      "await-in-synchronized",
      "await while holding %s",
      "its monitor would stay locked while the method is suspended",
      "end the synchronized block before the await, keep the guarded state on the loop thread, or"
          + " use AsyncLock"),
  CLOSE_IN_SYNCHRONIZED(
      "close-in-synchronized",
      "close() of %s while holding a monitor",
      "close() of an AsyncCloseable is an await, and the monitor would stay locked meanwhile",
      "end the synchronized block before the resource is closed, keep the guarded state on the loop"
          + " thread, or use AsyncLock"),
  AWAIT_METHOD_REFERENCE(
      "await-method-reference",
      "method reference to await",
      "a method reference to await cannot be suspended",
      "write a lambda that returns a stage, e.g. stage -> { var v = await(stage);"
          + " return Task.of(v); }"),
  ASYNC_RETURN_TYPE(
      "async-return-type",
      "@Async method returns %s",
      "an async method returns before it is finished",
      "let it return Task, CompletionStage, CompletableFuture, Future or void"),
  ASYNC_WITHOUT_BODY(
      "async-without-body",
      "@Async %s method",
      "@Async is about how a method is carried out, and this one has no code here",
      "remove @Async here and annotate the methods that implement it"),
  DROPPED_TASK(
      "dropped-task",
      "the task of %s is dropped",
      "this code goes on before the call has ended, and does not see its failure",
      "await it; where it is to run on its own, assign it to a variable or annotate with"
          + " @SuppressWarnings(\"bobbin\")"),
  METHOD_TOO_LARGE(
      "method-too-large",
      "the woven method has %s",
      "a method may have 64 KB of bytecode and 65,535 slots of local variables, and the state"
          + " machine needs more of both than the method did",
      "move parts of it to methods of their own"),
  CLASS_TOO_LARGE(
      "class-too-large",
      "the woven class has %s constants",
      "a class file may have 65,535 constants, and each async method needs some more",
      "move some of its methods to a class of their own"),
  METHOD_NOT_COMPILED(
      "method-not-compiled",
      "the woven method is too long",
      "HotSpot does not compile methods of more than 8,000 bytes of bytecode, and weaving crossed"
          + " that",
      "move parts of it to methods of their own"),
  CLASS_FILE_VERSION(
      "class-file-version",
      "async method in a class file of version %s",
      "class files older than Java 7 have no stack map frames, or subroutines instead of finally",
      "compile with --release 8 or newer"),
  UNSUPPORTED_SHAPE(
      "unsupported-shape",
      "%s",
      "no Java compiler is known to write such bytecode",
      "report it with the class file; until then keep the await out of this expression"),
  INTERNAL_ERROR(
      "internal-error",
      "internal error in Bobbin: %s",
      "Bobbin failed on this class, or its agent is packed wrongly",
      "report it with the class file, which the agent's option dump=DIR keeps");

  private final String text;
  private final String what;
  private final String why;
  private final String fix;

  Slug(String text, String what, String why, String fix) {
    this.text = text;
    this.what = what;
    this.why = why;
    this.fix = fix;
  }

  /** What was found, with the details of this occurrence in it. */
  public String what(Object... details) {
    return what.formatted(details);
  }

  public String why() {
    return why;
  }

  public String fix() {
    return fix;
  }

  /** The lines below a message. */
  public String explanation() {
    return "\n    why: " + why + "\n    fix: " + fix;
  }

  /** A warning does not keep the class from being woven. */
  public boolean isWarning() {
    return this == METHOD_NOT_COMPILED || this == DROPPED_TASK;
  }

  @Override
  public String toString() {
    return text;
  }
}
