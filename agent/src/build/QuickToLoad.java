import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites the agent's jar so that a JVM loads its classes sooner: {@code java -cp ASM
 * QuickToLoad.java AGENT.jar}. Entries are stored as they are, which spares each start inflating
 * them; and ASM's classes, which are compiled for Java 5, get stack map frames, which spares it the
 * JVM's old verifier. The build runs this once the jar is shaded.
 */
public final class QuickToLoad {
  private static final String ASM = "dev/bobbin/agent/shaded/asm/";

  private QuickToLoad() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path rewritten = Path.of(args[0] + ".tmp");
    try (URLClassLoader supertypes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        JarFile in = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(rewritten);
        JarOutputStream out = new JarOutputStream(file)) {
      out.setMethod(ZipEntry.STORED);
      for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        byte[] content = in.getInputStream(entry).readAllBytes();
        if (entry.getName().startsWith(ASM) && entry.getName().endsWith(".class")) {
          content = withStackMapFrames(content, supertypes);
        }
        write(entry, content, out);
      }
    }
    Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(JarEntry original, byte[] content, JarOutputStream out)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    JarEntry entry = new JarEntry(original.getName());
    entry.setTime(original.getTime());
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static byte[] withStackMapFrames(byte[] classFile, ClassLoader supertypes) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return supertypes;
          }
        };
    ClassVisitor asJava7 =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            int newer = Math.max(version, Opcodes.V1_7);
            super.visit(newer, access, name, signature, superName, interfaces);
          }
        };
    new ClassReader(classFile).accept(asJava7, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
