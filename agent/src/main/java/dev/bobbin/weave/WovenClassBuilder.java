package dev.bobbin.weave;

import dev.bobbin.weave.emit.BodyEmitter;
import dev.bobbin.weave.emit.EntryEmitter;
import dev.bobbin.weave.emit.FrameClassEmitter;
import dev.bobbin.weave.model.FramePlan;
import dev.bobbin.weave.model.SourceLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Puts a woven class together. What is not async is copied from the class file byte by byte, with
 * the attributes that nobody here knows.
 */
final class WovenClassBuilder {

  /** HotSpot's HugeMethodLimit: it does not compile what is longer. */
  static final int LONGEST_COMPILED = 8000;

  private final ClassReader reader;
  private final ClassNode source;
  private final ClassHierarchy hierarchy;
  private final Map<FramePlan, BodySize> sizes = new IdentityHashMap<>();

  /** Bytes of a method's code as it was compiled, and of its state machine. */
  record BodySize(int before, int after) {}

  WovenClassBuilder(ClassReader reader, ClassNode source, ClassHierarchy hierarchy) {
    this.reader = reader;
    this.source = source;
    this.hierarchy = hierarchy;
  }

  /**
   * @throws WeaveException if a state machine is too large for a class file
   */
  WovenClass build(List<FramePlan> plans) {
    Map<MethodNode, List<MethodNode>> replacements = new LinkedHashMap<>();
    Map<String, byte[]> frameClasses = new LinkedHashMap<>();
    List<Diagnostic> warnings = new ArrayList<>();
    int suspensionPoints = 0;
    for (FramePlan plan : plans) {
      MethodNode code = plan.method().code();
      MethodNode body = BodyEmitter.emit(plan);
      BodySize size = new BodySize(size(asCompiled(code)), size(body));
      sizes.put(plan, size);
      if (size.after() > LONGEST_COMPILED && size.before() <= LONGEST_COMPILED) {
        warnings.add(problem(code, Slug.METHOD_NOT_COMPILED, "the woven method is too long"));
      }
      replacements.put(code, List.of(EntryEmitter.emit(plan), body));
      if (plan.hasFrame()) {
        frameClasses.put(plan.frameType(), FrameClassEmitter.emit(plan));
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
    return Objects.requireNonNull(sizes.get(plan));
  }

  private byte[] classFile(Map<MethodNode, List<MethodNode>> replacements) {
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE); // 64 KB a method are limit enough
    ClassVisitor weaving = new Replacement(writer, replacements);
    // It has to see the members as they were.
    ClassVisitor first =
        SerialVersion.isAtRisk(source, hierarchy) ? new SerialVersion(weaving) : weaving;
    reader.accept(first, ClassReader.EXPAND_FRAMES);
    try {
      return writer.toByteArray();
    } catch (MethodTooLargeException tooLarge) {
      MethodNode code =
          replacements.entrySet().stream()
              .filter(entry -> entry.getValue().stream().anyMatch(m -> is(m, tooLarge)))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(() -> tooLarge);
      String what = "the woven method has " + tooLarge.getCodeSize() + " bytes of bytecode";
      throw new WeaveException(List.of(problem(code, Slug.METHOD_TOO_LARGE, what)));
    }
  }

  private static boolean is(MethodNode method, MethodTooLargeException tooLarge) {
    return method.name.equals(tooLarge.getMethodName())
        && method.desc.equals(tooLarge.getDescriptor());
  }

  private Diagnostic problem(MethodNode method, Slug slug, String what) {
    return Diagnostics.of(source, method, SourceLines.firstOf(method), slug, what);
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

  private static int size(MethodNode method) {
    CodeSizeEvaluator evaluator = new CodeSizeEvaluator(null);
    method.instructions.accept(evaluator);
    return evaluator.getMaxSize();
  }

  /** Passes everything through but the async methods and, at the end, adds the mark. */
  private static final class Replacement extends ClassVisitor {

    private final Map<String, List<MethodNode>> replacements = new HashMap<>();

    Replacement(ClassVisitor target, Map<MethodNode, List<MethodNode>> replacements) {
      super(Opcodes.ASM9, target);
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
      super.visitAttribute(new ClassFiles.WovenMark(Version.get()));
      super.visitEnd();
    }
  }
}
