package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Bobbin;
import dev.bobbin.Deadline;
import dev.bobbin.EventLoop;
import dev.bobbin.TaskGroup;
import dev.bobbin.internal.Abi;
import dev.bobbin.internal.CoroutineFrame;
import dev.bobbin.sync.Permit;
import dev.bobbin.weave.model.ReturnKind;
import dev.bobbin.weave.model.RuntimeNames;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/** Each name and descriptor that woven code mentions, against the real runtime. */
class RuntimeNamesTest {

  @Test
  void classesExist() throws Exception {
    assertEquals(Bobbin.class, find(RuntimeNames.BOBBIN));
    assertEquals(CoroutineFrame.class, find(RuntimeNames.FRAME));
    assertTrue(find(RuntimeNames.STAGE).isInterface());
    assertTrue(find(Type.getType(RuntimeNames.ASYNC_DESCRIPTOR).getInternalName()).isAnnotation());
    assertNotNull(find(RuntimeNames.NOT_WOVEN).getConstructor(String.class));
  }

  @Test
  void awaitIsThere() {
    assertStatic(method(Bobbin.class, RuntimeNames.AWAIT, RuntimeNames.AWAIT_DESCRIPTOR));
    assertStatic(method(Bobbin.class, RuntimeNames.AWAIT, RuntimeNames.AWAIT_DECLARED_DESCRIPTOR));
  }

  @Test
  void everyAwaitOfTheRuntimeIsKnown() {
    for (Method method : Bobbin.class.getMethods()) {
      if (method.getName().equals("await")) {
        assertTrue(
            RuntimeNames.isAwait("await", Type.getMethodDescriptor(method)), method::toString);
      }
    }
  }

  @Test
  void weaverAndRuntimeAreOfOneAbi() {
    assertEquals(Abi.CURRENT, RuntimeNames.ABI);
    assertEquals(Type.getInternalName(Abi.class), RuntimeNames.ABI_CLASS);
    assertStatic(method(Abi.class, RuntimeNames.CHECK, RuntimeNames.CHECK_DESCRIPTOR));
  }

  @Test
  void bodiesFindTheirMethods() throws Exception {
    assertStatic(frame(RuntimeNames.POLL, RuntimeNames.POLL_DESCRIPTOR));
    assertStatic(frame(RuntimeNames.REFILL, RuntimeNames.REFILL_DESCRIPTOR));
    assertPublic(frame(RuntimeNames.POLL_IN_SCOPE, RuntimeNames.POLL_DESCRIPTOR));
    assertStatic(frame(RuntimeNames.CLOSING, RuntimeNames.CLOSING_DESCRIPTOR));
    assertStatic(frame(RuntimeNames.YIELDING, RuntimeNames.YIELDING_DESCRIPTOR));
    assertStatic(method(Bobbin.class, RuntimeNames.YIELD_NOW, RuntimeNames.YIELD_NOW_DESCRIPTOR));
    assertPublic(frame(RuntimeNames.LABEL, RuntimeNames.LABEL_DESCRIPTOR));
    assertPublic(frame(RuntimeNames.ARRIVED, RuntimeNames.OBJECT_RESULT));
    assertPublic(frame(RuntimeNames.SUSPEND, RuntimeNames.SUSPEND_DESCRIPTOR));
    assertPublic(frame(RuntimeNames.START, RuntimeNames.OBJECT_RESULT));
    var pending = CoroutineFrame.class.getField(RuntimeNames.PENDING);
    assertEquals(Object.class, pending.getType());
    assertTrue(Modifier.isStatic(pending.getModifiers()));
  }

  @Test
  void framesImplementAllThatIsAbstract() throws Exception {
    Map<String, String> generated =
        Map.of(
            RuntimeNames.RESUME, RuntimeNames.OBJECT_RESULT,
            RuntimeNames.CLEAR, "()V",
            RuntimeNames.PLAN, "()Ljava/lang/String;");
    for (Class<?> type = CoroutineFrame.class; type != Object.class; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        String descriptor = generated.get(method.getName());
        if (descriptor != null && descriptor.equals(Type.getMethodDescriptor(method))) {
          assertTrue(Modifier.isProtected(method.getModifiers()), method::toString);
          assertFalse(Modifier.isFinal(method.getModifiers()), method::toString);
        } else if (Modifier.isAbstract(method.getModifiers())) {
          assertTrue(isImplemented(method), () -> "nobody implements " + method);
        }
      }
    }
    assertTrue(Modifier.isProtected(constructor().getModifiers()));
  }

  private static boolean isImplemented(Method method) {
    for (Class<?> type = CoroutineFrame.class; type != Object.class; type = type.getSuperclass()) {
      for (Method other : type.getDeclaredMethods()) {
        if (other.getName().equals(method.getName())
            && Arrays.equals(other.getParameterTypes(), method.getParameterTypes())
            && !Modifier.isAbstract(other.getModifiers())) {
          return true;
        }
      }
    }
    return false;
  }

  private static Executable constructor() throws NoSuchMethodException {
    return CoroutineFrame.class.getDeclaredConstructor();
  }

  @ParameterizedTest
  @EnumSource
  void entriesConvertTheirResult(ReturnKind kind) {
    assertStatic(frame(kind.converter(), "(Ljava/lang/Object;)" + kind.descriptor()));
    assertStatic(frame(kind.failure(), "(Ljava/lang/Throwable;)" + kind.failureDescriptor()));
  }

  /** A framed entry passes the frame itself on as what the method returns. */
  @ParameterizedTest
  @EnumSource
  void failuresFitTheReturnType(ReturnKind kind) throws Exception {
    if (kind != ReturnKind.VOID) {
      Class<?> returned = find(Type.getType(kind.descriptor()).getInternalName());
      Class<?> failed = find(Type.getType(kind.failureDescriptor()).getInternalName());
      assertTrue(returned.isAssignableFrom(failed));
    }
  }

  @Test
  void callsThatAskForTheTaskAreKnown() {
    var current =
        new MethodInsnNode(
            Opcodes.INVOKESTATIC, "dev/bobbin/Task", "current", "()Ldev/bobbin/Task;", true);
    assertTrue(RuntimeNames.asksForTask(current));
    assertNotNull(method(dev.bobbin.Task.class, "current", current.desc));
  }

  @Test
  void callsThatMakeScopesAskForTheTask() {
    for (Class<?> type : new Class<?>[] {TaskGroup.class, Deadline.class}) {
      String owner = Type.getInternalName(type);
      for (Method method : type.getMethods()) {
        if (Modifier.isStatic(method.getModifiers())) {
          String descriptor = Type.getMethodDescriptor(method);
          assertTrue(
              RuntimeNames.asksForTask(
                  new MethodInsnNode(Opcodes.INVOKESTATIC, owner, method.getName(), descriptor)),
              method::toString);
        }
      }
    }
  }

  @Test
  void closeablesAreWhatTheirNamesSay() throws Exception {
    assertEquals(AsyncCloseable.class, find(RuntimeNames.ASYNC_CLOSEABLE));
    for (String known : RuntimeNames.ASYNC_CLOSEABLES) {
      assertTrue(AsyncCloseable.class.isAssignableFrom(find(known)), known);
      assertTrue(RuntimeNames.mayCloseAsync(close(known)), known);
    }
    for (String plain : RuntimeNames.PLAIN_CLOSEABLES) {
      assertFalse(AsyncCloseable.class.isAssignableFrom(find(plain)), plain);
      boolean isOurs = find(plain) == Permit.class || find(plain) == EventLoop.class;
      assertTrue(isOurs || Modifier.isFinal(find(plain).getModifiers()), plain);
      assertFalse(RuntimeNames.mayCloseAsync(close(plain)), plain);
    }
    assertTrue(RuntimeNames.mayCloseAsync(close("java/lang/AutoCloseable")));
    assertFalse(RuntimeNames.mayCloseAsync(close("java/io/InputStream")));
  }

  private static MethodInsnNode close(String owner) {
    return new MethodInsnNode(Opcodes.INVOKEVIRTUAL, owner, "close", "()V");
  }

  private static Class<?> find(String internalName) throws ClassNotFoundException {
    return Class.forName(internalName.replace('/', '.'));
  }

  private static Method frame(String name, String descriptor) {
    return method(CoroutineFrame.class, name, descriptor);
  }

  private static Method method(Class<?> owner, String name, String descriptor) {
    MethodType wanted = MethodType.fromMethodDescriptorString(descriptor, owner.getClassLoader());
    return Arrays.stream(owner.getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> method.getReturnType() == wanted.returnType())
        .filter(method -> Arrays.equals(method.getParameterTypes(), wanted.parameterArray()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + owner + "." + name + descriptor));
  }

  private static void assertStatic(Method method) {
    assertPublic(method);
    assertTrue(Modifier.isStatic(method.getModifiers()), method::toString);
  }

  private static void assertPublic(Method method) {
    assertTrue(Modifier.isPublic(method.getModifiers()), method::toString);
  }
}
