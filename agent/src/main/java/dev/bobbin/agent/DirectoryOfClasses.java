package dev.bobbin.agent;

import dev.bobbin.weave.ClassFileException;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.WovenMark;
import dev.bobbin.weave.directory.ClassDirectory;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of class files.
 *
 * @param source a real path, so that one that was named twice is known
 * @param target the same for in place; else it gets all files, and those alone are written that
 *     differ
 */
record DirectoryOfClasses(Path source, Path target) implements ClassContainer {

  @Override
  public String name() {
    return source.toString();
  }

  @Override
  public WeavingResult weave(Weaver weaver) throws IOException {
    if (!target.equals(source)) {
      checkTarget();
    }
    return new ClassDirectory(source).weave(weaver, className -> true);
  }

  @Override
  public void write(WeavingResult result) throws IOException {
    if (target.equals(source)) {
      new ClassDirectory(source).write(result);
      return;
    }
    Set<String> written = new HashSet<>(result.changed().keySet());
    for (Map.Entry<String, byte[]> file : result.changed().entrySet()) {
      update(file.getKey(), file.getValue());
    }
    for (String path : ClassDirectory.namesIn(source, "")) {
      if (!written.contains(path) && !result.stale().contains(path)) {
        update(path, Files.readAllBytes(ClassDirectory.below(source, path)));
        written.add(path);
      }
    }
    deleteStaleFrames(written);
  }

  /** A link may lead from the source to where the target is: each run would copy the last one's. */
  private void checkTarget() throws IOException {
    Set<Path> seen = new HashSet<>();
    for (String path : ClassDirectory.namesIn(source, "")) {
      Path holder = ClassDirectory.below(source, path).resolveSibling("");
      if (seen.add(holder) && target.startsWith(holder.toRealPath())) {
        throw new IOException(
            target
                + " is inside of "
                + source
                + ", by a link: "
                + holder
                + " is "
                + holder.toRealPath()
                + "\n    fix: name another directory, or remove the link");
      }
    }
  }

  private void update(String path, byte[] content) throws IOException {
    Path file = ClassDirectory.below(target, path);
    if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      ClassDirectory.replace(file, content);
    }
  }

  /** Those that an earlier run left in the target, of a class that was written without them now. */
  private void deleteStaleFrames(Set<String> written) throws IOException {
    for (String path : ClassDirectory.namesIn(target, ".class")) {
      if (!written.contains(path)) {
        String owner = ownerOfFrame(Files.readAllBytes(target.resolve(path)));
        Path directory = Path.of(path);
        if (owner != null
            && written.contains(slashed(directory.resolveSibling(simpleName(owner) + ".class")))) {
          Files.delete(target.resolve(path));
        }
      }
    }
  }

  private static String simpleName(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  private static @Nullable String ownerOfFrame(byte[] classFile) {
    try {
      return WovenMark.of(classFile).map(WovenMark::frameOf).orElse(null);
    } catch (ClassFileException e) {
      return null; // no class file, so no frame
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
