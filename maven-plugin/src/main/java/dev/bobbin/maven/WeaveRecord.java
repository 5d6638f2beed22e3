package dev.bobbin.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes that an earlier run wove, each with a hash of what it wrote and the names of the
 * coroutine frames it wrote beside it.
 *
 * <p>The compiler overwrites a class whose source changed, but leaves the frames of its former
 * methods lying about. A class whose bytes are not those recorded has been compiled since.
 *
 * @param classes internal name of a woven class to what was written
 */
record WeaveRecord(Map<String, Entry> classes) {

  /** What was written for one class. */
  record Entry(String hash, List<String> frames) {}

  static WeaveRecord read(Path file) throws IOException {
    var classes = new TreeMap<String, Entry>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        List<String> words = List.of(line.split(" "));
        if (words.size() >= 2) {
          classes.put(words.get(1), new Entry(words.get(0), words.subList(2, words.size())));
        }
      }
    }
    return new WeaveRecord(classes);
  }

  void write(Path file) throws IOException {
    var lines = new ArrayList<String>();
    classes.forEach(
        (name, entry) -> {
          var words = new ArrayList<>(List.of(entry.hash(), name));
          words.addAll(entry.frames());
          lines.add(String.join(" ", words));
        });
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  /** Whether {@code classFile} is what was written for the class, byte for byte. */
  boolean isUnchanged(String name, byte[] classFile) {
    @Nullable Entry entry = classes.get(name);
    return entry != null && entry.hash().equals(hash(classFile));
  }

  static String hash(byte[] classFile) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(classFile));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
