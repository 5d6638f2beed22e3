package dev.bobbin.maven;

import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A directory of class files, woven in place. */
final class ClassDirectory {
  private static final String SUFFIX = ".class";

  private final Path root;
  private final Path recordFile;

  ClassDirectory(Path root, Path recordFile) {
    this.root = root;
    this.recordFile = recordFile;
  }

  /** Weaves every class that needs it, all of them even where one is refused; writes nothing. */
  Weaving weave(Weaver weaver) throws IOException {
    var before = WeaveRecord.read(recordFile);
    var after = new TreeMap<String, WeaveRecord.Entry>();
    var woven = new ArrayList<WovenClass>();
    var errors = new ArrayList<Diagnostic>();
    var warnings = new ArrayList<Diagnostic>();
    var unreadable = new ArrayList<String>();
    for (Path file : classFiles()) {
      byte[] classFile = Files.readAllBytes(file);
      String name = internalName(file);
      if (before.isUnchanged(name, classFile)) {
        after.put(name, before.classes().get(name));
        continue;
      }
      try {
        Optional<WovenClass> result = weaver.weave(classFile);
        result.ifPresent(
            wovenClass -> {
              woven.add(wovenClass);
              warnings.addAll(wovenClass.warnings());
              after.put(name, entry(wovenClass));
            });
      } catch (WeaveException refused) {
        errors.addAll(refused.diagnostics());
      } catch (ClassFileException e) {
        unreadable.add("Left as it is: " + file + ": " + e.getMessage());
      }
    }
    return new Weaving(
        woven, new WeaveRecord(after), orphans(before, after), errors, warnings, unreadable);
  }

  /** Writes the woven classes and their frames, removes orphans, and records it all. */
  void write(Weaving weaving) throws IOException {
    for (String orphan : weaving.orphans()) {
      Files.deleteIfExists(file(orphan));
    }
    for (WovenClass woven : weaving.woven()) {
      // The frames first: a run that is cut short leaves a class that is woven again.
      for (Map.Entry<String, byte[]> frame : woven.frameClasses().entrySet()) {
        Files.write(file(frame.getKey()), frame.getValue());
      }
      Files.write(file(woven.name()), woven.classFile());
    }
    weaving.record().write(recordFile);
  }

  private static WeaveRecord.Entry entry(WovenClass woven) {
    return new WeaveRecord.Entry(
        WeaveRecord.hash(woven.classFile()), List.copyOf(woven.frameClasses().keySet()));
  }

  private static List<String> orphans(WeaveRecord before, Map<String, WeaveRecord.Entry> after) {
    var orphans = new TreeSet<String>();
    before.classes().values().forEach(entry -> orphans.addAll(entry.frames()));
    after.values().forEach(entry -> entry.frames().forEach(orphans::remove));
    return List.copyOf(orphans);
  }

  private List<Path> classFiles() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  private Path file(String internalName) {
    return root.resolve(internalName + SUFFIX);
  }

  private String internalName(Path file) {
    String path = root.relativize(file).toString();
    return path.substring(0, path.length() - SUFFIX.length())
        .replace(file.getFileSystem().getSeparator(), "/");
  }
}
