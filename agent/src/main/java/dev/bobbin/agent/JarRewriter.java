package dev.bobbin.agent;

import dev.bobbin.weave.WovenClass;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with some entries changed. All others keep their place, time, comment, extra
 * fields and whether they are compressed; so does a changed one. A frame comes just before its
 * class and looks like it.
 */
final class JarRewriter implements Closeable {
  private final ZipFile jar;
  private final ZipOutputStream out;

  JarRewriter(ZipFile jar, OutputStream out) {
    this.jar = jar;
    this.out = new ZipOutputStream(out);
  }

  void rewrite(WeavingResult result) throws IOException {
    out.setComment(jar.getComment());
    Map<String, List<String>> framesOf = framesOf(result);
    Set<String> done = new HashSet<>(result.stale());
    framesOf.values().forEach(done::addAll);
    for (ZipEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (!done.add(name)) {
        continue; // a frame, or a directory once more
      }
      for (String frame : framesOf.getOrDefault(name, List.of())) {
        put(like(entry, frame), contentOf(result, frame));
      }
      if (result.changed().containsKey(name)) {
        put(new ZipEntry(entry), contentOf(result, name));
      } else {
        copy(entry);
      }
    }
  }

  /** By the path of their class. The order of what changed is: frames, their class, frames, ... */
  private static Map<String, List<String>> framesOf(WeavingResult result) {
    Map<String, List<String>> framesOf = new HashMap<>();
    Iterator<String> paths = result.changed().keySet().iterator();
    for (WovenClass woven : result.woven()) {
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < woven.frameClasses().size(); i++) {
        frames.add(paths.next());
      }
      framesOf.put(paths.next(), frames);
    }
    return framesOf;
  }

  private static byte[] contentOf(WeavingResult result, String path) {
    byte[] content = result.changed().get(path);
    if (content == null) {
      throw new IllegalStateException(path + " is not among what changed");
    }
    return content;
  }

  private static ZipEntry like(ZipEntry owner, String name) {
    ZipEntry frame = new ZipEntry(name);
    frame.setTimeLocal(owner.getTimeLocal());
    frame.setMethod(owner.getMethod());
    return frame;
  }

  /** Piece by piece: what is no class may be larger than the heap. */
  private void copy(ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      begin(new ZipEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
  }

  private void put(ZipEntry entry, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    begin(entry);
    out.write(content);
    out.closeEntry();
  }

  private void begin(ZipEntry entry) throws IOException {
    // Of another deflater, perhaps of another level: it is known when it is written.
    entry.setCompressedSize(entry.getMethod() == ZipEntry.STORED ? entry.getSize() : -1);
    out.putNextEntry(entry);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
