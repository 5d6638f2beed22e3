package dev.bobbin.javac;

import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.bobbin.weave.Slug;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * What javac starts for {@code -Xplugin:Bobbin}. It checks each class once javac knows its types.
 */
public final class BobbinPlugin implements Plugin {

  /** Called by javac's service loader. */
  public BobbinPlugin() {}

  @Override
  public String getName() {
    return "Bobbin";
  }

  @Override
  public void init(JavacTask task, String... arguments) {
    if (arguments.length > 0) {
      throw new IllegalArgumentException(
          "-Xplugin:Bobbin takes no arguments, found: " + String.join(" ", arguments));
    }
    Trees trees = Trees.instance(task);
    AsyncCheck check = new AsyncCheck(trees, new SourceTypes(task.getElements(), task.getTypes()));
    task.addTaskListener(new AfterAnalysis(trees, check));
  }

  /** Hears of every class of the compilation, its nested ones included, when it is analysed. */
  private record AfterAnalysis(Trees trees, AsyncCheck check) implements TaskListener {

    @Override
    public void finished(TaskEvent event) {
      TypeElement type = event.getTypeElement();
      if (event.getKind() != TaskEvent.Kind.ANALYZE || type == null) {
        return;
      }
      TreePath unit = new TreePath(event.getCompilationUnit());
      for (Tree declaration : event.getCompilationUnit().getTypeDecls()) {
        TreePath path = new TreePath(unit, declaration);
        if (type.equals(trees.getElement(path))) {
          check(path);
        }
      }
    }

    /** What is thrown here would end javac; the weaver, which comes later, checks it all again. */
    private void check(TreePath declaration) {
      try {
        check.scan(declaration, Code.UNKNOWN);
      } catch (RuntimeException | AssertionError | StackOverflowError fault) {
        String what = Slug.INTERNAL_ERROR.what(fault);
        trees.printMessage(
            Diagnostic.Kind.NOTE,
            "[" + Slug.INTERNAL_ERROR + "] " + what,
            declaration.getLeaf(),
            declaration.getCompilationUnit());
      }
    }
  }
}
