package dev.bobbin.javac;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.bobbin.javac.SourceTypes.Returned;
import dev.bobbin.weave.Slug;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is forbidden in async code, from the outside in: each visit below hands the {@link
 * Code} that it is to what is inside it. Where javac itself found errors, elements and types may be
 * missing; what is not known is not reported.
 */
final class AsyncCheck extends TreePathScanner<@Nullable Void, Code> {
  private final Trees trees;
  private final SourceTypes types;
  private final DroppedTasks dropped;

  AsyncCheck(Trees trees, SourceTypes types) {
    this.trees = trees;
    this.types = types;
    this.dropped = new DroppedTasks(trees, types);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree method, Code outer) {
    Element element = trees.getElement(getCurrentPath());
    boolean isKnown = element instanceof ExecutableElement;
    return super.visitMethod(
        method, isKnown ? codeOf(method, (ExecutableElement) element) : Code.UNKNOWN);
  }

  private Code codeOf(MethodTree tree, ExecutableElement method) {
    if (method.getKind() == ElementKind.CONSTRUCTOR) {
      return Code.plain(Slug.AWAIT_IN_CONSTRUCTOR);
    }
    if (!SourceTypes.isAsync(method)) {
      return Code.plain(Slug.AWAIT_OUTSIDE_ASYNC);
    }
    boolean isNative = method.getModifiers().contains(Modifier.NATIVE);
    if (isNative || method.getModifiers().contains(Modifier.ABSTRACT)) {
      report(tree, Slug.ASYNC_WITHOUT_BODY, isNative ? "native" : "abstract");
      return Code.UNKNOWN;
    }
    Returned returned = types.returned(method);
    if (returned == null) {
      return Code.UNKNOWN;
    }
    if (returned.kind().isEmpty()) {
      report(tree.getReturnType(), Slug.ASYNC_RETURN_TYPE, returned);
      return Code.UNKNOWN;
    }
    return method.getModifiers().contains(Modifier.SYNCHRONIZED)
        ? Code.ASYNC.holding("the monitor of a synchronized method")
        : Code.ASYNC;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, Code outer) {
    Returned returned = types.returnedByLambda(trees.getTypeMirror(getCurrentPath()));
    Code code;
    if (returned == null) {
      code = Code.UNKNOWN;
    } else if (returned.isStage()) {
      code = Code.ASYNC;
    } else {
      code = new Code(false, Slug.AWAIT_IN_LAMBDA, returned.toString());
    }
    return super.visitLambdaExpression(lambda, code);
  }

  @Override
  public @Nullable Void visitVariable(VariableTree variable, Code outer) {
    if (!isMember()) {
      return super.visitVariable(variable, outer);
    }
    // Not always in its modifiers: fields of interfaces are static unasked.
    Element field = trees.getElement(getCurrentPath());
    boolean isStatic = field != null && field.getModifiers().contains(Modifier.STATIC);
    return super.visitVariable(variable, initializer(isStatic));
  }

  @Override
  public @Nullable Void visitBlock(BlockTree block, Code outer) {
    return super.visitBlock(block, isMember() ? initializer(block.isStatic()) : outer);
  }

  private boolean isMember() {
    return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
  }

  /** Compilers put initialisers of fields, and blocks, into the constructors. */
  private static Code initializer(boolean isStatic) {
    return Code.plain(isStatic ? Slug.AWAIT_IN_STATIC_INITIALIZER : Slug.AWAIT_IN_CONSTRUCTOR);
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree block, Code code) {
    scan(block.getExpression(), code); // before the monitor is entered
    return scan(block.getBlock(), code.holding("a monitor entered at line " + lineOf(block)));
  }

  private long lineOf(Tree tree) {
    CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
    long start = trees.getSourcePositions().getStartPosition(unit, tree);
    return unit.getLineMap().getLineNumber(start);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Code code) {
    Slug forbids = code.forbids();
    if (forbids != null && SourceTypes.isAwait(trees.getElement(getCurrentPath()))) {
      report(call.getMethodSelect(), forbids, code.detail());
    }
    if (code.holdsMonitor()
        && call.getMethodSelect() instanceof MemberSelectTree select
        && SourceTypes.isClose(trees.getElement(getCurrentPath()))) {
      TreePath closed =
          new TreePath(new TreePath(getCurrentPath(), select), select.getExpression());
      reportClose(select, trees.getTypeMirror(closed));
    }
    return super.visitMethodInvocation(call, code);
  }

  /** Each resource is closed where the statement ends. */
  @Override
  public @Nullable Void visitTry(TryTree statement, Code code) {
    if (code.holdsMonitor()) {
      for (Tree resource : statement.getResources()) {
        reportClose(resource, trees.getTypeMirror(new TreePath(getCurrentPath(), resource)));
      }
    }
    return super.visitTry(statement, code);
  }

  private void reportClose(Tree at, @Nullable TypeMirror closed) {
    if (closed != null && types.isAsyncCloseable(closed)) {
      report(at, Slug.CLOSE_IN_SYNCHRONIZED, types.simpleName(closed));
    }
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree reference, Code code) {
    if (SourceTypes.isAwait(trees.getElement(getCurrentPath()))) {
      report(reference, Slug.AWAIT_METHOD_REFERENCE);
    }
    return super.visitMemberReference(reference, code);
  }

  @Override
  public @Nullable Void visitExpressionStatement(ExpressionStatementTree statement, Code code) {
    if (code.isAsync()) {
      TreePath call = new TreePath(getCurrentPath(), statement.getExpression());
      ExecutableElement method = dropped.droppedBy(call);
      if (method != null && !dropped.isSuppressedAt(call)) {
        Tree select = ((MethodInvocationTree) statement.getExpression()).getMethodSelect();
        report(select, Slug.DROPPED_TASK, method.getSimpleName() + "()");
      }
    }
    return super.visitExpressionStatement(statement, code);
  }

  private void report(Tree at, Slug slug, Object... details) {
    trees.printMessage(
        slug.isWarning() ? Diagnostic.Kind.WARNING : Diagnostic.Kind.ERROR,
        "[" + slug + "] " + slug.what(details) + slug.explanation(),
        at,
        getCurrentPath().getCompilationUnit());
  }
}
