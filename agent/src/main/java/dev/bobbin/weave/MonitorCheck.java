package dev.bobbin.weave;

import dev.bobbin.weave.flow.MethodFlow;
import dev.bobbin.weave.model.AsyncMethod;
import dev.bobbin.weave.model.SourceLines;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Finds awaits while a monitor is held: another thread could never enter it meanwhile. */
final class MonitorCheck {

  private MonitorCheck() {}

  static List<Diagnostic> problems(ClassNode owner, AsyncMethod method, MethodFlow flow) {
    List<Diagnostic> problems = new ArrayList<>();
    for (MethodInsnNode await : method.awaits()) {
      AbstractInsnNode entered = flow.monitorHeldBefore(await);
      if (entered != null) {
        int since = SourceLines.of(entered);
        String monitor = "a monitor" + (since > 0 ? " entered at line " + since : "");
        problems.add(
            Diagnostics.of(
                owner,
                method.code(),
                SourceLines.of(await),
                Slug.AWAIT_IN_SYNCHRONIZED,
                Slug.AWAIT_IN_SYNCHRONIZED.what(monitor)));
      }
    }
    return problems;
  }
}
