package dev.bobbin.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Class files to weave, compiled from a text: the same ones each time. */
final class GeneratedClasses {
  private static final String SOURCE =
      """
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.util.*;
      class Orders# {
        private final Map<String, Integer> stock = new HashMap<>();
        private long total#;
        @Async Task<Integer> price(String article, int count) {
          int price = await(lookUp(article, #));
          if (count > 10) {
            price -= price / 10;
          }
          return Task.of(price * count);
        }
        @Async Task<List<String>> order(List<String> articles, String customer) {
          List<String> done = new ArrayList<>();
          int sum = 0;
          for (String article : articles) {
            int left = stock.getOrDefault(article, 0);
            if (left > 0) {
              sum += await(price(article, left));
              done.add(article + " for " + customer);
            }
          }
          total# += sum;
          return Task.of(done);
        }
        @Async Task<Long> settle(String customer, long limit) {
          long paid = 0;
          try {
            paid = await(lookUp(customer, 2)) + (long) await(price(customer, 3));
          } catch (IllegalStateException e) {
            stock.remove(customer);
            return Task.failed(e);
          } finally {
            total# -= paid;
          }
          return Task.of(Math.min(paid, limit));
        }
        Task<Integer> lookUp(String key, int factor) {
          return Task.of(stock.merge(key, factor, Integer::sum));
        }
      }
      """;

  private GeneratedClasses() {}

  /** Classes of about 3.5 KB with three async methods each. */
  static List<byte[]> withAsyncMethods(int count) {
    return compile(SOURCE, count, "17");
  }

  /** Compiles the text {@code count} times, with a number for each hash in it. */
  static List<byte[]> compile(String text, int count, String release) {
    try {
      Path directory = Files.createTempDirectory("bobbin-jmh");
      List<String> arguments =
          new ArrayList<>(
              List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path")));
      arguments.addAll(List.of("-Xlint:-options", "--release", release, "-d"));
      arguments.add(directory.toString());
      for (int i = 0; i < count; i++) {
        Path source = directory.resolve("Orders" + i + ".java");
        arguments.add(Files.writeString(source, text.replace("#", "" + i)).toString());
      }
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(new String[0]));
      if (status != 0) {
        throw new IllegalStateException("the classes to weave do not compile");
      }
      List<byte[]> classFiles = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        classFiles.add(Files.readAllBytes(directory.resolve("Orders" + i + ".class")));
      }
      return classFiles;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class without async code, as most are: the constant pool has to be read to its end. */
  static byte[] withoutAsyncMethods() {
    String name = "/" + String.class.getName().replace('.', '/') + ".class";
    try (var in = String.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
