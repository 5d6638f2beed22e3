package dev.bobbin.jmh.startup;

/** The same program, as the users of different libraries write it. */
enum Dialect {
  /** Without awaits: what the others are held against. */
  PLAIN(
      "17",
      "",
      "Integer",
      "%s",
      "return %s;",
      "java.util.function.IntSupplier start = () -> calls.m1(1); int sum = start.getAsInt();"),
  BOBBIN(
      "17",
      "@dev.bobbin.Async ",
      "dev.bobbin.Task<Integer>",
      "dev.bobbin.Bobbin.await(%s)",
      "return dev.bobbin.Task.of(%s);",
      """
      java.util.concurrent.CompletableFuture<Integer> leaf = new java.util.concurrent.CompletableFuture<>();
          int sum = dev.bobbin.Bobbin.run(() -> {
            dev.bobbin.Task<Integer> task = calls.m1(leaf);
            leaf.complete(1);
            return task;
          });
      """),
  /** EA Async's agent fails on class files of Java 17 and newer. */
  EA_ASYNC(
      "8",
      "",
      "java.util.concurrent.CompletableFuture<Integer>",
      "com.ea.async.Async.await(%s)",
      "return java.util.concurrent.CompletableFuture.completedFuture(%s);",
      """
      java.util.concurrent.CompletableFuture<Integer> leaf = new java.util.concurrent.CompletableFuture<>();
          java.util.function.Supplier<java.util.concurrent.CompletableFuture<Integer>> start = () -> {
            java.util.concurrent.CompletableFuture<Integer> future = calls.m1(leaf);
            leaf.complete(1);
            return future;
          };
          int sum = start.get().join();
      """);

  private final String release;
  private final String annotation;
  private final String result;
  private final String await;
  private final String returning;
  private final String start;

  Dialect(
      String release,
      String annotation,
      String result,
      String await,
      String returning,
      String start) {
    this.release = release;
    this.annotation = annotation;
    this.result = result;
    this.await = await;
    this.returning = returning;
    this.start = start;
  }

  /** The version of its class files. */
  String release() {
    return release;
  }

  /** The main class: calls the first method once all classes are loaded. */
  String main() {
    return """
    class Main {
      public static void main(String[] args) {
        Calls calls = new Calls();
        int loaded = Loaded.all();
        %s
        System.out.println(loaded + sum);
      }
    }
    """
        .formatted(start);
  }

  /** Methods that call each other down to one that awaits what is not there yet. */
  String calls(int methods) {
    String leaf = this == PLAIN ? "Integer" : "java.util.concurrent.CompletableFuture<Integer>";
    StringBuilder text = new StringBuilder("class Calls {\n");
    for (int i = 1; i <= methods; i++) {
      String next = i < methods ? "m" + (i + 1) + "(leaf)" : "leaf";
      text.append(
          """
            %s%s m%d(%s leaf) {
              String name = "m" + %d;
              int sum = 0;
              for (int i = 0; i < 1; i++) {
                sum += %s;
              }
              %s
            }
          """
              .formatted(
                  annotation,
                  result,
                  i,
                  leaf,
                  i,
                  await.formatted(next),
                  returning.formatted("sum + name.length()")));
    }
    return text.append("}\n").toString();
  }
}
