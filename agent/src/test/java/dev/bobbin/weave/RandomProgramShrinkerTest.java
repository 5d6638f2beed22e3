package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The random programs would find a weaver that is wrong, and would say so in few lines. */
class RandomProgramShrinkerTest {

  /** A weaver that forgets to spill doubles. */
  private final RandomProgramTrial forgetful =
      new RandomProgramTrial("-g:none", RandomProgramShrinkerTest::withoutSpilledDoubles);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // hundreds of runs of javac
  void aForgottenSpillIsShownByFewLines() {
    // Small ones first, which saves time.
    List<RandomProgram> programs =
        LongStream.range(1, 30)
            .mapToObj(RandomProgram::of)
            .sorted(Comparator.comparing(program -> program.members().size()))
            .toList();

    AssertionError told = assertThrows(AssertionError.class, () -> forgetful.check(programs));

    String program = told.getMessage();
    assertTrue(
        program.matches("(?s)seed \\d+, with -g:none, shrunk:\n.*ALWAYS:\nplain .*\nwoven .*"),
        program);
    String method = program.replaceAll("(?s)^.*?(@Async.*?)\n +@Async.*$", "$1");
    assertTrue(method.lines().count() <= 12, program);
    assertTrue(method.contains("double v") && method.contains("await("), program);
  }

  private static Map<String, byte[]> withoutSpilledDoubles(Map<String, byte[]> woven) {
    Map<String, byte[]> changed = new TreeMap<>(woven);
    changed.replaceAll(
        (name, classFile) -> name.contains("$frame$") ? withoutSpills(classFile) : classFile);
    return changed;
  }

  private static byte[] withoutSpills(byte[] frameClass) {
    ClassNode tree = Weaving.tree(frameClass);
    for (MethodNode method : tree.methods) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (instruction instanceof FieldInsnNode field
            && field.getOpcode() == Opcodes.PUTFIELD
            && field.desc.equals("D")) {
          method.instructions.insertBefore(field, new InsnNode(Opcodes.POP2));
          method.instructions.set(field, new InsnNode(Opcodes.POP));
        }
      }
    }
    ClassWriter writer = new ClassWriter(0);
    tree.accept(writer);
    return writer.toByteArray();
  }
}
