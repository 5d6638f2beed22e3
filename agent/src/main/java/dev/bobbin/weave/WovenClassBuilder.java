package dev.bobbin.weave;

import dev.bobbin.weave.emit.BodyEmitter;
import dev.bobbin.weave.emit.EntryEmitter;
import dev.bobbin.weave.emit.FrameClassEmitter;
import dev.bobbin.weave.model.CodeSize;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SourceLines;
import dev.bobbin.weave.plan.DirectCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final List<Diagnostic> warnings = new ArrayList<>();
  private DirectCalls directCalls = DirectCalls.among(List.of(), false);

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
    boolean isFinal = (source.access & Opcodes.ACC_FINAL) != 0;
    directCalls = DirectCalls.among(plans, isFinal);
    Map<String, byte[]> frameClasses = new LinkedHashMap<>();
    int suspensionPoints = 0;
    for (FramePlan plan : plans) {
      MethodNode code = plan.method().code();
      if (code.maxLocals > MOST_LOCALS / 2) { // the weaver's own are fewer by far
        checkLocals(code, bodyOf(plan));
      }
      if (plan.hasFrame()) {
        frameClasses.put(plan.frameType(), FrameClassEmitter.emit(plan, Version.get()));
      }
      suspensionPoints += plan.points().size();
    }
    byte[] classFile = classFile(plans);
    return new WovenClass(
        source.name, classFile, frameClasses, plans.size(), suspensionPoints, warnings);
  }

  /** The sizes in a method that was built. */
  BodySize sizeOf(FramePlan plan) {
    return new BodySize(CodeSize.of(asCompiled(plan.method().code())), CodeSize.of(bodyOf(plan)));
  }

  /** The body once more, as a method to look at. */
  private MethodNode bodyOf(FramePlan plan) {
    plan.method().code().instructions.resetLabels();
    MethodNode body = BodyEmitter.emit(plan, directCalls.in(plan));
    plan.method().code().instructions.resetLabels();
    return body;
  }

  private byte[] classFile(List<FramePlan> plans) {
    Map<String, FramePlan> replaced = new HashMap<>();
    for (FramePlan plan : plans) {
      replaced.put(plan.method().code().name + plan.method().code().desc, plan);
    }
    List<Diagnostic> problems = new ArrayList<>();
    while (true) {
      try {
        byte[] classFile = write(replaced);
        if (!problems.isEmpty()) {
          throw new WeaveException(problems);
        }
        return classFile;
      } catch (MethodTooLargeException tooLarge) {
        // Once more without it: there may be others.
        MethodNode code = originalOf(tooLarge, replaced.values());
        replaced.remove(code.name + code.desc);
        String size = tooLarge.getCodeSize() + " bytes of bytecode";
        problems.add(problem(code, Slug.METHOD_TOO_LARGE, size));
        for (FramePlan plan : replaced.values()) {
          plan.method().code().instructions.resetLabels();
        }
      } catch (ClassTooLargeException tooLarge) {
        String what = Slug.CLASS_TOO_LARGE.what(tooLarge.getConstantPoolCount());
        problems.add(Diagnostics.of(source, Slug.CLASS_TOO_LARGE, what));
        throw new WeaveException(problems);
      }
    }
  }

  private byte[] write(Map<String, FramePlan> replaced) {
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE); // 64 KB a method are limit enough
    ClassVisitor weaving = new Replacement(writer, replaced);
    // It has to see the members as they were.
    ClassVisitor first =
        SerialVersion.isAtRisk(source, hierarchy)
            ? SerialVersion.Keeper.before(weaving, source)
            : weaving;
    reader.accept(first, ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private void writeMethods(FramePlan plan, ClassVisitor into) {
    EntryEmitter.write(plan, into);
    int size = BodyEmitter.write(plan, directCalls.in(plan), into);
    MethodNode code = plan.method().code();
    if (size > LONGEST_COMPILED && CodeSize.of(asCompiled(code)) <= LONGEST_COMPILED) {
      warnings.add(problem(code, Slug.METHOD_NOT_COMPILED));
    }
  }

  private static MethodNode originalOf(
      MethodTooLargeException tooLarge, Collection<FramePlan> replaced) {
    for (FramePlan plan : replaced) {
      MethodNode code = plan.method().code();
      String name = tooLarge.getMethodName();
      String descriptor = tooLarge.getDescriptor();
      if ((name.equals(code.name) && descriptor.equals(code.desc))
          || (name.equals(plan.method().bodyName()) && descriptor.equals(plan.bodyDescriptor()))) {
        return code;
      }
    }
    throw tooLarge;
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
  private final class Replacement extends ClassVisitor {

    private final Map<String, FramePlan> replaced;

    /**
     * @param replaced by name and descriptor
     */
    Replacement(ClassVisitor target, Map<String, FramePlan> replaced) {
      super(Opcodes.ASM9, target);
      this.replaced = replaced;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      FramePlan plan = replaced.get(name + descriptor);
      if (plan == null) {
        return super.visitMethod(access, name, descriptor, signature, exceptions);
      }
      writeMethods(plan, cv);
      return null;
    }

    @Override
    public void visitEnd() {
      super.visitAttribute(WovenMark.ofWovenClass(forCoverage));
      super.visitEnd();
    }
  }
}
