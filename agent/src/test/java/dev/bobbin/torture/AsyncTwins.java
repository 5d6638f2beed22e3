package dev.bobbin.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Turns the methods of a class into async ones: the code of each moves to a private twin, which
 * returns a task, and the method itself drives its twin to the end. Twins are private so that
 * nobody overrides them and the default {@code serialVersionUID} remains.
 */
final class AsyncTwins {

  static final String DRIVE = "dev/bobbin/torture/Drive";
  private static final String TASK = "dev/bobbin/Task";
  private static final int NEVER = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

  private final ClassNode owner;
  private final boolean isInterface;
  private final Map<String, MethodNode> twins = new HashMap<>();

  private AsyncTwins(ClassNode owner) {
    this.owner = owner;
    this.isInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
  }

  /** Gives the methods of the class that may be async their twins; returns the twins. */
  static List<MethodNode> addTo(ClassNode owner) {
    AsyncTwins twins = new AsyncTwins(owner);
    List<MethodNode> added = new ArrayList<>();
    for (MethodNode method : List.copyOf(owner.methods)) {
      if (mayBeAsync(method)) {
        added.add(twins.split(method));
      }
    }
    added.forEach(twins::callTwins);
    owner.methods.addAll(added);
    return added;
  }

  private static boolean mayBeAsync(MethodNode method) {
    return (method.access & (NEVER | Opcodes.ACC_SYNCHRONIZED)) == 0
        && !method.name.startsWith("<")
        // One more slot than the method's own: that of the frame.
        && (Type.getArgumentsAndReturnSizes(method.desc) >> 2) < 255;
  }

  private MethodNode split(MethodNode method) {
    int access = method.access & Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;
    Type task = Type.getObjectType(TASK);
    String desc = Type.getMethodDescriptor(task, Type.getArgumentTypes(method.desc));
    // Numbered, because bridge methods differ from what they call by their return type alone.
    String name = method.name + "$async" + twins.size();
    MethodNode twin = new MethodNode(Opcodes.ASM9, access, name, desc, null, null);
    twin.invisibleAnnotations = List.of(new AnnotationNode("Ldev/bobbin/Async;"));
    twin.instructions = method.instructions;
    twin.tryCatchBlocks = method.tryCatchBlocks;
    twin.localVariables = method.localVariables;
    twin.maxLocals = method.maxLocals;
    twin.maxStack = method.maxStack + 2;
    returnTasks(twin, Type.getReturnType(method.desc));
    twins.put(method.name + method.desc, twin);

    method.instructions = bridge(method, twin);
    method.tryCatchBlocks = new ArrayList<>();
    method.localVariables = null;
    method.visibleLocalVariableAnnotations = null;
    method.invisibleLocalVariableAnnotations = null;
    method.maxStack = Math.max(2, Type.getArgumentsAndReturnSizes(method.desc) >> 2);
    method.maxLocals = Type.getArgumentsAndReturnSizes(method.desc) >> 2;
    return twin;
  }

  private void returnTasks(MethodNode twin, Type type) {
    for (AbstractInsnNode instruction : twin.instructions.toArray()) {
      if (instruction.getOpcode() == type.getOpcode(Opcodes.IRETURN)) {
        twin.instructions.insertBefore(instruction, box(type));
        twin.instructions.insertBefore(
            instruction, callStatic(TASK, "of", "(Ljava/lang/Object;)L" + TASK + ";", true));
        twin.instructions.set(instruction, new InsnNode(Opcodes.ARETURN));
      }
    }
  }

  private InsnList bridge(MethodNode method, MethodNode twin) {
    InsnList code = new InsnList();
    int slot = 0;
    if ((method.access & Opcodes.ACC_STATIC) == 0) {
      code.add(new VarInsnNode(Opcodes.ALOAD, slot++));
    }
    for (Type argument : Type.getArgumentTypes(method.desc)) {
      code.add(new VarInsnNode(argument.getOpcode(Opcodes.ILOAD), slot));
      slot += argument.getSize();
    }
    code.add(call(twin));
    code.add(callStatic(DRIVE, "join", "(L" + TASK + ";)Ljava/lang/Object;", false));
    Type returned = Type.getReturnType(method.desc);
    code.add(unbox(returned));
    code.add(new InsnNode(returned.getOpcode(Opcodes.IRETURN)));
    return code;
  }

  /**
   * A twin awaits the twins of its own class where the call's target is certain. Not in code that
   * holds a monitor: {@link AwaitPoints} knows where.
   */
  private void callTwins(MethodNode twin) {
    AwaitPoints.Places places = AwaitPoints.placesIn(owner, twin);
    for (AbstractInsnNode instruction : twin.instructions.toArray()) {
      if (instruction instanceof MethodInsnNode call
          && call.owner.equals(owner.name)
          && twins.containsKey(call.name + call.desc)
          && isCertain(call)
          && places.mayAwaitAt(call)) {
        InsnList await = new InsnList();
        await.add(call(twins.get(call.name + call.desc)));
        await.add(AwaitPoints.await());
        await.add(unbox(Type.getReturnType(call.desc)));
        twin.instructions.insertBefore(call, await);
        twin.instructions.remove(call);
      }
    }
  }

  private boolean isCertain(MethodInsnNode call) {
    if (call.getOpcode() == Opcodes.INVOKESTATIC) {
      return true;
    }
    return owner.methods.stream()
        .anyMatch(
            m ->
                m.name.equals(call.name)
                    && m.desc.equals(call.desc)
                    && (m.access & Opcodes.ACC_PRIVATE) != 0);
  }

  private MethodInsnNode call(MethodNode twin) {
    boolean isStatic = (twin.access & Opcodes.ACC_STATIC) != 0;
    int opcode = isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL;
    return new MethodInsnNode(opcode, owner.name, twin.name, twin.desc, isInterface);
  }

  private static MethodInsnNode callStatic(String owner, String name, String desc, boolean itf) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, owner, name, desc, itf);
  }

  private static InsnList box(Type type) {
    InsnList code = new InsnList();
    if (type.getSort() == Type.VOID) {
      code.add(new InsnNode(Opcodes.ACONST_NULL));
    } else if (isPrimitive(type)) {
      String boxed = boxOf(type);
      code.add(callStatic(boxed, "valueOf", "(" + type + ")L" + boxed + ";", false));
    }
    return code;
  }

  /** From what an await or a join gave; nothing remains of a void one. */
  private static InsnList unbox(Type type) {
    InsnList code = new InsnList();
    if (type.getSort() == Type.VOID) {
      code.add(new InsnNode(Opcodes.POP));
    } else if (isPrimitive(type)) {
      code.add(new TypeInsnNode(Opcodes.CHECKCAST, boxOf(type)));
      code.add(
          new MethodInsnNode(
              Opcodes.INVOKEVIRTUAL, boxOf(type), type.getClassName() + "Value", "()" + type));
    } else {
      code.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
    }
    return code;
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  private static String boxOf(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.FLOAT -> "java/lang/Float";
      case Type.LONG -> "java/lang/Long";
      default -> "java/lang/Double";
    };
  }
}
