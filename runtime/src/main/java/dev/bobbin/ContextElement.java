package dev.bobbin;

/**
 * Carries what another library keeps in a {@link ThreadLocal}, such as SLF4J's MDC or a tracing
 * context, along with tasks: on the loop's one thread, where many tasks take turns, and onto the
 * threads of {@link Bobbin#blocking} and its like.
 *
 * <pre>{@code
 * record MdcElement() implements ContextElement<Map<String, String>> {
 *   public Map<String, String> capture() {
 *     return MDC.getCopyOfContextMap();
 *   }
 *
 *   public Runnable install(Map<String, String> captured) {
 *     Map<String, String> before = MDC.getCopyOfContextMap();
 *     MDC.setContextMap(captured);
 *     return () -> MDC.setContextMap(before);
 *   }
 * }
 *
 * MDC.put("request", id);
 * await(TaskLocal.carrying(new MdcElement()).call(() -> handle(request)));
 * }</pre>
 *
 * <p>The counterpart of Kotlin's {@code ThreadContextElement}.
 *
 * @param <S> what is carried
 */
public interface ContextElement<S> {

  /** What this thread has now; called once, by {@link TaskLocal#carrying}. */
  S capture();

  /**
   * Puts it onto this thread: before each step of a task that carries it. Several elements are
   * installed in the order in which they were bound, and taken off in the opposite one.
   *
   * @return takes it off again, after the step, on the same thread
   */
  Runnable install(S captured);
}
