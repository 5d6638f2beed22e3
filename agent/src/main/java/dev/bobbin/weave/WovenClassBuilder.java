package dev.bobbin.weave;

import dev.bobbin.weave.emit.BodyEmitter;
import dev.bobbin.weave.emit.EntryEmitter;
import dev.bobbin.weave.emit.FrameClassEmitter;
import dev.bobbin.weave.model.CodeSize;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.plan.DirectCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts a woven class together. What is not async is copied from the class file byte by byte, with
 * the attributes that nobody here knows.
 */
final class WovenClassBuilder {

  /** HotSpot's HugeMethodLimit: it does not compile what is longer. */
  static final int LONGEST_COMPILED = 8000;

  /** JVMS 4.11. */
  private static final int MOST_LOCALS = 65_535;

  private final ClassReader reader;
  private final ClassNode source;
  private final ClassHierarchy hierarchy;
  private final boolean forCoverage;
  private final Map<FramePlan, MethodNode> bodies = new IdentityHashMap<>();

  /** Bytes of a method's code as it was compiled, and of its state machine. */
  record BodySize(int before, int after) {}

  WovenClassBuilder(
      ClassReader reader, ClassNode source, ClassHierarchy hierarchy, boolean forCoverage) {
    this.reader = reader;
    this.source = source;
    this.hierarchy = hierarchy;
    this.forCoverage = forCoverage;
  }

  /**
   * @throws WeaveException if it is too large for a class file
   */
  WovenClass build(List<FramePlan> plans) {
    Map<MethodNode, List<MethodNode>> replacements = new LinkedHashMap<>();
    Map<String, byte[]> frameClasses = new LinkedHashMap<>();
    List<Diagnostic> warnings = new ArrayList<>();
    boolean isFinal = (source.access & Opcodes.ACC_FINAL) != 0;
    DirectCalls directCalls = DirectCalls.among(plans, isFinal);
    int suspensionPoints = 0;
    for (FramePlan plan : plans) {
      MethodNode code = plan.method().code();
      MethodNode body = BodyEmitter.emit(plan, directCalls.in(plan));
      if (code.maxLocals > MOST_LOCALS / 2) { // the weaver's own are fewer by far
        checkLocals(code, body);
      }
      bodies.put(plan, body);
      if (plan.mayExceed(LONGEST_COMPILED, body)
          && CodeSize.of(body) > LONGEST_COMPILED
          && CodeSize.of(asCompiled(code)) <= LONGEST_COMPILED) {
        warnings.add(problem(code, Slug.METHOD_NOT_COMPILED));
      }
      replacements.put(code, List.of(EntryEmitter.emit(plan), body));
      if (plan.hasFrame()) {
        frameClasses.put(plan.frameType(), FrameClassEmitter.emit(plan, Version.get()));
      }
      suspensionPoints += plan.points().size();
    }
    return new WovenClass(
        source.name,
        classFile(replacements),
        frameClasses,
        plans.size(),
        suspensionPoints,
        warnings);
  }

  /** The sizes in a method that was built. */
  BodySize sizeOf(FramePlan plan) {
    MethodNode body = Objects.requireNonNull(bodies.get(plan));
    return new BodySize(CodeSize.of(asCompiled(plan.method().code())), CodeSize.of(body));
  }

  private byte[] classFile(Map<MethodNode, List<MethodNode>> replacements) {
    List<Diagnostic> problems = new ArrayList<>();
    while (true) {
      try {
        byte[] classFile = write(replacements);
        if (!problems.isEmpty()) {
          throw new WeaveException(problems);
        }
        return classFile;
      } catch (MethodTooLargeException tooLarge) {
        // Once more without it: there may be others.
        MethodNode code = originalOf(tooLarge, replacements);
        replacements.remove(code);
        String size = tooLarge.getCodeSize() + " bytes of bytecode";
        problems.add(problem(code, Slug.METHOD_TOO_LARGE, size));
      } catch (ClassTooLargeException tooLarge) {
        String what = Slug.CLASS_TOO_LARGE.what(tooLarge.getConstantPoolCount());
        problems.add(Diagnostics.of(source, Slug.CLASS_TOO_LARGE, what));
        throw new WeaveException(problems);
      }
    }
  }

  private byte[] write(Map<MethodNode, List<MethodNode>> replacements) {
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE); // 64 KB a method are limit enough
    ClassVisitor weaving =
        new Replacement(writer, replacements, WovenMark.ofWovenClass(forCoverage));
    // It has to see the members as they were.
    ClassVisitor first =
        SerialVersion.isAtRisk(source, hierarchy) ? SerialVersion.Keeper.before(weaving) : weaving;
    reader.accept(first, ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private static MethodNode originalOf(
      MethodTooLargeException tooLarge, Map<MethodNode, List<MethodNode>> replacements) {
    for (Map.Entry<MethodNode, List<MethodNode>> entry : replacements.entrySet()) {
      for (MethodNode method : entry.getValue()) {
        if (is(method, tooLarge)) {
          return entry.getKey();
        }
      }
    }
    throw tooLarge;
  }

  private static boolean is(MethodNode method, MethodTooLargeException tooLarge) {
    return method.name.equals(tooLarge.getMethodName())
        && method.desc.equals(tooLarge.getDescriptor());
  }

  private Diagnostic problem(MethodNode method, Slug slug, Object... details) {
    return Diagnostics.of(source, method, SourceLines.firstOf(method), slug, slug.what(details));
  }

  /** The slots that the body uses: behind the code's own are the weaver's. */
  private void checkLocals(MethodNode code, MethodNode body) {
    int locals = 0;
    for (AbstractInsnNode instruction : body.instructions) {
      if (instruction instanceof VarInsnNode access) {
        boolean isWide =
            switch (access.getOpcode()) {
              case Opcodes.LLOAD, Opcodes.DLOAD, Opcodes.LSTORE, Opcodes.DSTORE -> true;
              default -> false;
            };
        locals = Math.max(locals, access.var + (isWide ? 2 : 1));
      } else if (instruction instanceof IincInsnNode increment) {
        locals = Math.max(locals, increment.var + 1);
      }
    }
    if (locals > MOST_LOCALS) {
      String size = locals + " slots of local variables";
      throw new WeaveException(List.of(problem(code, Slug.METHOD_TOO_LARGE, size)));
    }
  }

  /** Without the awaits that were written out. */
  private MethodNode asCompiled(MethodNode code) {
    for (MethodNode method : source.methods) {
      if (method.name.equals(code.name) && method.desc.equals(code.desc)) {
        return method;
      }
    }
    throw new IllegalArgumentException(code.name + code.desc);
  }

  /** Passes everything through but the async methods and, at the end, adds the mark. */
  private static final class Replacement extends ClassVisitor {

    private final Map<String, List<MethodNode>> replacements = new HashMap<>();
    private final Attribute mark;

    Replacement(
        ClassVisitor target, Map<MethodNode, List<MethodNode>> replacements, Attribute mark) {
      super(Opcodes.ASM9, target);
      this.mark = mark;
      for (Map.Entry<MethodNode, List<MethodNode>> entry : replacements.entrySet()) {
        MethodNode method = entry.getKey();
        this.replacements.put(method.name + method.desc, entry.getValue());
      }
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      List<MethodNode> replacement = replacements.get(name + descriptor);
      if (replacement == null) {
        return super.visitMethod(access, name, descriptor, signature, exceptions);
      }
      for (MethodNode method : replacement) {
        method.accept(cv);
      }
      return null;
    }

    @Override
    public void visitEnd() {
      super.visitAttribute(mark);
      super.visitEnd();
    }
  }
}
