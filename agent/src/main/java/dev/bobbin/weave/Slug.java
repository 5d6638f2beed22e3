package dev.bobbin.weave;

/**
 * What can be wrong with a class, each with a stable name to search for. The texts here are the
 * same for every occurrence; what is special about one stands in its {@link Diagnostic}.
 */
public enum Slug {
  AWAIT_OUTSIDE_ASYNC(
      "await-outside-async",
      "only an async method can be suspended",
      "annotate the method with @Async and let it return Task, CompletionStage,"
          + " CompletableFuture, Future or void; or use join() off the loop"),
  AWAIT_IN_LAMBDA(
      "await-in-lambda",
      "a lambda that awaits is suspended, so it has to return a stage and not a plain value",
      "let it return a stage, e.g. return Task.of(value) or Task.done(), where an AsyncCallable,"
          + " AsyncFunction or AsyncConsumer is expected; or move the await out of the lambda"),
  AWAIT_IN_CONSTRUCTOR(
      "await-in-constructor",
      "an object cannot be half made while its constructor is suspended",
      "await first and pass the value to the constructor, e.g. in a static @Async factory method"),
  AWAIT_IN_STATIC_INITIALIZER(
      "await-in-static-initializer",
      "a class cannot be suspended while the JVM initialises it",
      "await in an @Async method and keep the result, or the Task itself, in a field"),
  AWAIT_IN_SYNCHRONIZED(
      "await-in-synchronized",
      "its monitor would stay locked while the method is suspended",
      "end the synchronized block before the await, keep the guarded state on the loop thread, or"
          + " use AsyncLock"),
  CLOSE_IN_SYNCHRONIZED(
      "close-in-synchronized",
      "close() of an AsyncCloseable is an await, and the monitor would stay locked meanwhile",
      "end the synchronized block before the resource is closed, keep the guarded state on the loop"
          + " thread, or use AsyncLock"),
  AWAIT_METHOD_REFERENCE(
      "await-method-reference",
      "a method reference to await cannot be suspended",
      "write a lambda that returns a stage, e.g. stage -> { var v = await(stage);"
          + " return Task.of(v); }"),
  ASYNC_RETURN_TYPE(
      "async-return-type",
      "an async method returns before it is finished",
      "let it return Task, CompletionStage, CompletableFuture, Future or void"),
  ASYNC_WITHOUT_BODY(
      "async-without-body",
      "@Async is about how a method is carried out, and this one has no code here",
      "remove @Async here and annotate the methods that implement it"),
  METHOD_TOO_LARGE(
      "method-too-large",
      "a method may have 64 KB of bytecode and the state machine is longer than the method was",
      "move parts of it to methods of their own"),
  METHOD_NOT_COMPILED(
      "method-not-compiled",
      "HotSpot does not compile methods of more than 8,000 bytes of bytecode, and weaving crossed"
          + " that",
      "move parts of it to methods of their own"),
  CLASS_FILE_VERSION(
      "class-file-version",
      "class files older than Java 7 have no stack map frames, or subroutines instead of finally",
      "compile with --release 8 or newer"),
  UNSUPPORTED_SHAPE(
      "unsupported-shape",
      "no Java compiler is known to write such bytecode",
      "report it with the class file; until then keep the await out of this expression"),
  INTERNAL_ERROR(
      "internal-error",
      "Bobbin failed on this class, or its agent is packed wrongly",
      "report it with the class file, which the agent's option dump=DIR keeps");

  private final String text;
  private final String why;
  private final String fix;

  Slug(String text, String why, String fix) {
    this.text = text;
    this.why = why;
    this.fix = fix;
  }

  public String why() {
    return why;
  }

  public String fix() {
    return fix;
  }

  /** A warning does not keep the class from being woven. */
  public boolean isWarning() {
    return this == METHOD_NOT_COMPILED;
  }

  @Override
  public String toString() {
    return text;
  }
}
