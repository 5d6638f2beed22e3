package dev.bobbin.weave.emit;

import dev.bobbin.weave.model.Dispatch;
import dev.bobbin.weave.model.SuspensionPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** The switch of a dispatch: a case for each label, a start for each way on. */
final class DispatchSwitch {

  private final Map<Integer, Label> cases = new TreeMap<>();
  private final List<Label> starts = new ArrayList<>();

  DispatchSwitch(Dispatch dispatch) {
    for (SuspensionPoint point : dispatch.points()) {
      add(List.of(point.label()));
    }
    for (Dispatch.Through through : dispatch.onward()) {
      add(through.next().labels());
    }
  }

  private void add(List<Integer> labels) {
    Label start = new Label();
    for (Integer label : labels) {
      cases.put(label, start);
    }
    starts.add(start);
  }

  /** Where the ways start: first those to the dispatch's points, then those by its stops. */
  List<Label> starts() {
    return starts;
  }

  Label lastStart() {
    return starts.get(starts.size() - 1);
  }

  /** With a label on the stack. */
  void emit(MethodVisitor out, Label others) {
    int[] keys = new int[cases.size()];
    int count = 0;
    for (Integer label : cases.keySet()) {
      keys[count++] = label;
    }
    Label[] targets = cases.values().toArray(new Label[0]);
    if (count > 0 && keys[count - 1] - keys[0] == count - 1) {
      out.visitTableSwitchInsn(keys[0], keys[count - 1], others, targets);
    } else {
      out.visitLookupSwitchInsn(others, keys, targets);
    }
  }
}
