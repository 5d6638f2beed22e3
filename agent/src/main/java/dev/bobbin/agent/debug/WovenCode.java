package dev.bobbin.agent.debug;

import dev.bobbin.agent.debug.Target.Frame;
import dev.bobbin.agent.debug.Target.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What woven code and the runtime look like from outside: which method is what, and where. */
final class WovenCode {
  static final String FRAME = "Ldev/bobbin/internal/CoroutineFrame;";
  static final String COROUTINE = "Ldev/bobbin/Coroutine;";
  static final String TASK = "Ldev/bobbin/AbstractTask;";
  static final String STATE = "Ldev/bobbin/TaskState;";
  static final String WAITER = "Ldev/bobbin/Waiter;";

  private static final String RUNTIME = "Ldev/bobbin/";

  private static final Pattern FRAME_CLASS = Pattern.compile("L.*\\$frame\\$\\d+;");

  /** The body takes the method's parameters and its frame. */
  private static final Pattern BODY =
      Pattern.compile("\\((.*)L[^;]*\\$frame\\$\\d+;\\)Ljava/lang/Object;");

  private static final int STATIC = 0x0008;
  private static final int SYNTHETIC = 0x1000;

  /** What is known of a class. */
  private record Type(String signature, List<Method> methods, Map<Long, List<long[]>> lines) {}

  private final Target target;
  private final Map<Long, Type> types = new HashMap<>();

  WovenCode(Target target) {
    this.target = target;
  }

  private Type type(long id) throws TargetException {
    Type known = types.get(id);
    if (known == null) {
      known = new Type(target.signatureOf(id), target.methodsOf(id), new HashMap<>());
      types.put(id, known);
    }
    return known;
  }

  private @Nullable Method methodAt(Location at) throws TargetException {
    for (Method method : type(at.type()).methods()) {
      if (method.id() == at.method()) {
        return method;
      }
    }
    return null;
  }

  // === The woven class ===

  /** Whether it is in the state machine that holds the code of an async method. */
  boolean isBody(Location at) throws TargetException {
    Method method = methodAt(at);
    return method != null && isBody(method);
  }

  private static boolean isBody(Method method) {
    return isBody(method.signature(), method.modifiers());
  }

  static boolean isBody(String signature, int modifiers) {
    return (modifiers & SYNTHETIC) != 0 && BODY.matcher(signature).matches();
  }

  /** Where the code begins that the async method had, if this is in the method's entry. */
  @Nullable Location bodyOfEntry(Location at) throws TargetException {
    Method entry = methodAt(at);
    if (entry == null || isBody(entry)) {
      return null;
    }
    String parameters = entry.signature().substring(1, entry.signature().indexOf(')'));
    Type type = type(at.type());
    for (Method method : type.methods()) {
      var body = BODY.matcher(method.signature());
      if (isBody(method)
          && isNamedAs(entry.name(), method.name())
          && body.matches()
          && (body.group(1).equals(parameters)
              || ((method.modifiers() & STATIC) != 0
                  && body.group(1).equals(type.signature() + parameters)))) {
        return firstLine(new Location(at.tag(), at.type(), method.id(), 0));
      }
    }
    return null;
  }

  /** Builds that measure coverage name the body as a lambda's. */
  private static boolean isNamedAs(String entry, String body) {
    return body.equals(entry) || (body.startsWith("lambda$") && body.contains(entry));
  }

  /** Where the first line of a method begins. */
  Location firstLine(Location at) throws TargetException {
    List<long[]> lines = lines(at);
    return at.at(lines.isEmpty() ? 0 : lines.get(0)[0]);
  }

  /** The line, as steps see it: what stands before the first one belongs to it. */
  long lineAt(Location at) throws TargetException {
    long found = -1;
    for (long[] line : lines(at)) {
      if (found < 0 || line[0] <= at.index()) {
        found = line[1];
      }
    }
    return found;
  }

  /** Where lines begin, in the order of the code. */
  private List<long[]> lines(Location at) throws TargetException {
    Map<Long, List<long[]>> known = type(at.type()).lines();
    List<long[]> lines = known.get(at.method());
    if (lines == null) {
      lines = target.linesOf(at.type(), at.method());
      lines.sort(Comparator.comparingLong(line -> line[0]));
      known.put(at.method(), lines);
    }
    return lines;
  }

  // === The frame's class and the runtime ===

  boolean isFrameClass(long type) throws TargetException {
    return FRAME_CLASS.matcher(type(type).signature()).matches();
  }

  /** Whether it is a class of the runtime, or of those who work on it. */
  boolean isRuntime(long type) throws TargetException {
    return type(type).signature().startsWith(RUNTIME);
  }

  /** Whether it is in what runs bodies, asks for them and ends them. */
  boolean isMachinery(Location at) throws TargetException {
    String signature = type(at.type()).signature();
    return signature.equals(FRAME)
        || signature.equals(COROUTINE)
        || signature.equals(TASK)
        || isFrameClass(at.type());
  }

  boolean isIn(Location at, String signature, String method) throws TargetException {
    Method found = methodAt(at);
    return found != null
        && found.name().equals(method)
        && type(at.type()).signature().equals(signature);
  }

  /** Whether it is in the generated method that calls the body again. */
  boolean isResume(Location at) throws TargetException {
    Method method = methodAt(at);
    return method != null && method.name().equals("resume") && isFrameClass(at.type());
  }

  /** The beginning of a frame's {@code resume}. */
  Location resumeOf(long frameClass) throws TargetException {
    return start(frameClass, "resume", "()Ljava/lang/Object;");
  }

  /** The beginning of a method that the class declares. */
  Location start(long type, String name, String descriptor) throws TargetException {
    int classTag = 1;
    return new Location(classTag, type, method(type, name, descriptor), 0);
  }

  long method(long type, String name, String descriptor) throws TargetException {
    for (Method method : type(type).methods()) {
      if (method.name().equals(name) && method.signature().startsWith(descriptor)) {
        return method.id();
      }
    }
    throw new TargetException("the runtime has no " + type(type).signature() + name);
  }

  /** The classes of each runtime that is loaded, by their signatures: a frame and what it is. */
  List<Map<String, Long>> runtimes() throws TargetException {
    List<Map<String, Long>> all = new ArrayList<>();
    for (long frame : target.classesNamed(FRAME)) {
      all.add(ancestors(frame));
    }
    return all;
  }

  /** The classes that an object belongs to, from its own up. */
  Map<String, Long> classesOf(long object) throws TargetException {
    return ancestors(target.typeOf(object));
  }

  /** One of an object's or runtime's classes. */
  static long in(Map<String, Long> classes, String signature) throws TargetException {
    Long type = classes.get(signature);
    if (type == null) {
      throw new TargetException("no " + signature);
    }
    return type;
  }

  private Map<String, Long> ancestors(long type) throws TargetException {
    Map<String, Long> chain = new LinkedHashMap<>();
    for (long at = type; at != 0; at = target.superclassOf(at)) {
      chain.put(type(at).signature(), at);
    }
    return chain;
  }

  /** The call of the body nearest to the top, passing over machinery; -1 if something else is. */
  int bodyBelowMachinery(List<Frame> frames) throws TargetException {
    for (int i = 0; i < frames.size(); i++) {
      Location at = frames.get(i).location();
      if (isBody(at)) {
        return i;
      }
      if (!isMachinery(at)) {
        return -1;
      }
    }
    return -1;
  }
}
