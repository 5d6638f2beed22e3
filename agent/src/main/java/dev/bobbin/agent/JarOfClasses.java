package dev.bobbin.agent;

import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.directory.WeavingPass;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A jar. Jars inside of it stay as they are; classes below {@code META-INF/versions}, {@code
 * BOOT-INF/classes} and the like are woven where they are.
 *
 * @param source a real path: it is the file behind a link that is replaced, not the link
 */
record JarOfClasses(Path source, Path target) implements ClassContainer {

  /** The signature of the first entry: a jar that starts with anything else has a program there. */
  private static final byte[] FIRST_ENTRY = {'P', 'K', 3, 4};

  @Override
  public String name() {
    return source.toString();
  }

  @Override
  public WeavingResult weave(Weaver weaver) throws IOException, RefusedJarException {
    WeavingPass pass = new WeavingPass(weaver, className -> true);
    String signature = null;
    String twice = null;
    try (ZipFile jar = open()) {
      Set<String> names = new HashSet<>();
      for (ZipEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        boolean isFirst = names.add(name);
        if (!isFirst && !entry.isDirectory()) {
          twice = name;
        }
        if (isSignature(name)) {
          signature = name;
        }
        if (isFirst && name.endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            pass.add(name, in.readAllBytes());
          }
        }
      }
    } catch (ZipException e) {
      throw new IOException(source + " is no jar, or is broken: " + e.getMessage(), e);
    }
    WeavingResult result = pass.end();
    if (changes(result)) {
      if (signature != null) {
        throw new RefusedJarException(
            "is signed ("
                + signature
                + "), which would not hold for woven classes: weave it first, then sign it");
      }
      if (twice != null) {
        throw new RefusedJarException(
            "has the entry " + twice + " twice, and either may be the one that counts");
      }
      if (!startsWithAnEntry()) {
        throw new RefusedJarException(
            "has something before its first entry, such as a start script: weave the jar first");
      }
    }
    return result;
  }

  private ZipFile open() throws IOException {
    return new ZipFile(source.toFile());
  }

  private static boolean changes(WeavingResult result) {
    return !result.changed().isEmpty() || !result.stale().isEmpty();
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/") && upper.indexOf('/', 9) < 0 && upper.endsWith(".SF");
  }

  private boolean startsWithAnEntry() throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      return Arrays.equals(in.readNBytes(FIRST_ENTRY.length), FIRST_ENTRY);
    }
  }

  /** The jar is replaced in one step: who opens it meanwhile gets the old one or the new one. */
  @Override
  public void write(WeavingResult result) throws IOException {
    boolean isElsewhere = !target.equals(source);
    if (!changes(result) && !isElsewhere) {
      return;
    }
    Path directory = target.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path unfinished = target.resolveSibling(target.getFileName() + ".bobbin");
    try {
      // A copy at first, for the permissions; where nothing changes, for all of it.
      Files.copy(
          source,
          unfinished,
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
      if (changes(result)) {
        try (ZipFile jar = open();
            JarRewriter rewriter = new JarRewriter(jar, Files.newOutputStream(unfinished))) {
          rewriter.rewrite(result);
        }
      }
      if (!isElsewhere || !isSame(unfinished, target)) {
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      if (Files.isRegularFile(unfinished)) {
        Files.delete(unfinished);
      }
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.isRegularFile(other) && Files.mismatch(one, other) < 0;
  }
}
