package dev.bobbin.torture;

import dev.bobbin.weave.flow.MethodFlow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Inserts awaits between instructions, whatever is on the operand stack there. */
final class AwaitPoints {

  /** Where an await may stand. */
  interface Places {
    boolean mayAwaitAt(AbstractInsnNode instruction);
  }

  private AwaitPoints() {}

  /** Everywhere but where a monitor is held. */
  static Places placesIn(ClassNode owner, MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction.getOpcode() == Opcodes.MONITORENTER) {
        MethodFlow flow = MethodFlow.of(owner.name, method);
        Set<AbstractInsnNode> held = new HashSet<>();
        for (AbstractInsnNode each : method.instructions) {
          if (each.getOpcode() >= 0 && flow.monitorHeldBefore(each) != null) {
            held.add(each);
          }
        }
        return each -> !held.contains(each);
      }
    }
    return instruction -> true;
  }

  /**
   * An await before every k-th instruction.
   *
   * @param offset which of the first k instructions has one
   * @param first the number of the first point
   * @return how many it were
   */
  static int insert(ClassNode owner, MethodNode method, int k, int offset, int first) {
    Places places = placesIn(owner, method);
    nameNewsOnTheirOwn(method);
    int points = 0;
    int index = 0;
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction.getOpcode() >= 0 && index++ % k == offset && places.mayAwaitAt(instruction)) {
        AbstractInsnNode at = instruction;
        if (instruction.getOpcode() == Opcodes.NEW) {
          at = instruction.getPrevious(); // the label of the new stays with it
        }
        method.instructions.insertBefore(at, point(first + points++));
      }
    }
    method.maxStack += 1;
    return points;
  }

  private static InsnList point(int number) {
    InsnList code = new InsnList();
    code.add(new LdcInsnNode(number));
    code.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            AsyncTwins.DRIVE,
            "point",
            "(I)Ljava/util/concurrent/CompletionStage;"));
    code.add(await());
    code.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC, AsyncTwins.DRIVE, "arrived", "(Ljava/lang/Object;)V"));
    return code;
  }

  static MethodInsnNode await() {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC,
        "dev/bobbin/Bobbin",
        "await",
        "(Ljava/util/concurrent/CompletionStage;)Ljava/lang/Object;");
  }

  /** Replaces each await by what the control run does. */
  static void takePlainly(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call
          && call.owner.equals("dev/bobbin/Bobbin")
          && call.name.equals("await")) {
        call.owner = AsyncTwins.DRIVE;
        call.name = "take";
      }
    }
  }

  /**
   * Stack map frames name an object without its constructor call by a label before its {@code new}.
   * Each {@code new} gets one that is used for nothing else, so that code can be inserted between
   * the jumps that come here and it.
   */
  private static void nameNewsOnTheirOwn(MethodNode method) {
    Map<LabelNode, LabelNode> own = new HashMap<>();
    List<LabelNode> before = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction instanceof LabelNode label) {
        before.add(label);
      } else if (instruction.getOpcode() >= 0) {
        if (instruction.getOpcode() == Opcodes.NEW) {
          LabelNode name = new LabelNode();
          method.instructions.insertBefore(instruction, name);
          before.forEach(label -> own.put(label, name));
        }
        before.clear();
      }
    }
    UnaryOperator<@Nullable Object> renamed =
        type -> type instanceof LabelNode label && own.containsKey(label) ? own.get(label) : type;
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof FrameNode frame) {
        frame.local = renamedIn(frame.local, renamed);
        frame.stack = renamedIn(frame.stack, renamed);
      }
    }
  }

  private static @Nullable List<Object> renamedIn(
      @Nullable List<Object> types, UnaryOperator<@Nullable Object> renamed) {
    if (types == null) {
      return null;
    }
    List<Object> result = new ArrayList<>(types);
    result.replaceAll(renamed);
    return result;
  }
}
