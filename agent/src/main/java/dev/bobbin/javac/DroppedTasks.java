package dev.bobbin.javac;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.bobbin.javac.SourceTypes.Returned;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose task nobody keeps: of a method that is {@code @Async} or is declared to return a
 * {@code Task}. What a generic method returns is no task of its own ({@code map.put(key, task)}).
 */
final class DroppedTasks {

  /** Their task has an owner besides the caller: the group, or the loop. */
  private static final Set<String> OWNED =
      Set.of("dev.bobbin.TaskGroup.fork", "dev.bobbin.EventLoop.fork");

  /** Returns the task that it is called on. */
  private static final String NAMED = "dev.bobbin.Task.named";

  private final Trees trees;
  private final SourceTypes types;

  DroppedTasks(Trees trees, SourceTypes types) {
    this.trees = trees;
    this.types = types;
  }

  /** The method whose task an expression drops if its value is not used; null if there is none. */
  @Nullable ExecutableElement droppedBy(TreePath expression) {
    if (!(expression.getLeaf() instanceof MethodInvocationTree call)
        || !(trees.getElement(expression) instanceof ExecutableElement method)) {
      return null;
    }
    String name = qualifiedName(method);
    if (name.equals(NAMED)) {
      return call.getMethodSelect() instanceof MemberSelectTree select
          ? droppedBy(new TreePath(new TreePath(expression, select), select.getExpression()))
          : null;
    }
    Returned returned = types.returned(method);
    boolean isTask =
        returned != null
            && (returned.isTask() || (returned.isStage() && SourceTypes.isAsync(method)));
    return isTask && !OWNED.contains(name) && !mayBeIgnored(method) ? method : null;
  }

  private static String qualifiedName(ExecutableElement method) {
    return method.getEnclosingElement() + "." + method.getSimpleName();
  }

  /** Whether it says so itself, by an annotation that several libraries have under this name. */
  private static boolean mayBeIgnored(ExecutableElement method) {
    for (Element element : List.of(method, method.getEnclosingElement())) {
      for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
        Element annotation = mirror.getAnnotationType().asElement();
        if (annotation.getSimpleName().contentEquals("CanIgnoreReturnValue")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether {@code @SuppressWarnings("bobbin")} stands on a declaration around it. */
  boolean isSuppressedAt(TreePath path) {
    for (TreePath at = path; at != null; at = at.getParentPath()) {
      Tree leaf = at.getLeaf();
      if (leaf instanceof VariableTree || leaf instanceof MethodTree || leaf instanceof ClassTree) {
        Element element = trees.getElement(at);
        if (element != null && element.getAnnotationMirrors().stream().anyMatch(this::suppresses)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean suppresses(AnnotationMirror mirror) {
    return SourceTypes.isOf(mirror, "java.lang.SuppressWarnings")
        && mirror.getElementValues().values().stream().anyMatch(DroppedTasks::namesBobbin);
  }

  private static boolean namesBobbin(AnnotationValue value) {
    return value.getValue() instanceof List<?> list
        && list.stream()
            .anyMatch(
                element ->
                    element instanceof AnnotationValue one && "bobbin".equals(one.getValue()));
  }
}
