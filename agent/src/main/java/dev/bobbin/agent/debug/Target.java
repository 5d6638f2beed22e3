package dev.bobbin.agent.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JVM that is debugged, asked by the session itself. Its commands have ids that no debugger
 * uses, which count from 0 on; their replies are told from those for the debugger by that.
 */
final class Target {
  private static final int FIRST_OWN_ID = 0x8000_0000;
  private static final long SECONDS = 20;

  /** A method as the JVM tells it. */
  record Method(long id, String name, String signature, int modifiers) {}

  /** A call on a thread's stack. */
  record Frame(long id, Location location) {}

  private final Peer jvm;
  private final Map<Integer, CompletableFuture<Packet>> asked = new ConcurrentHashMap<>();
  private volatile boolean gone;
  private int lastId = FIRST_OWN_ID;
  private IdSizes sizes = IdSizes.UNKNOWN;

  Target(Peer jvm) {
    this.jvm = jvm;
  }

  /** To be called by the thread that reads; false for replies that are not for the session. */
  boolean replied(Packet reply) {
    CompletableFuture<Packet> waiting = asked.remove(reply.id());
    return waiting != null && waiting.complete(reply);
  }

  /** The JVM is gone: nobody waits for it any longer. */
  void ended() {
    gone = true;
    for (Map.Entry<Integer, CompletableFuture<Packet>> each : asked.entrySet()) {
      each.getValue().complete(Packet.reply(each.getKey(), 112)); // VM_DEAD
    }
  }

  // === Called by the session's thread, as all that follows ===

  void send(Packet packet) {
    jvm.send(packet);
  }

  IdSizes sizes() {
    return sizes;
  }

  void learnSizes() throws TargetException {
    sizes = IdSizes.of(ask(Command.ID_SIZES, write()));
  }

  /** The reply to a command, which may be an error. */
  Packet call(int command, byte[] data) throws TargetException {
    int id = ++lastId;
    CompletableFuture<Packet> reply = new CompletableFuture<>();
    asked.put(id, reply);
    jvm.send(new Packet(id, 0, command, data));
    if (gone) {
      ended(); // perhaps before this one was there
    }
    try {
      return reply.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      asked.remove(id);
      throw new TargetException("no answer for " + SECONDS + " s");
    } catch (InterruptedException | ExecutionException e) {
      throw new TargetException(e.toString());
    }
  }

  private PacketReader ask(int command, PacketWriter data) throws TargetException {
    Packet reply = call(command, data.data());
    if (reply.code() != 0) {
      throw new TargetException("command " + Integer.toHexString(command) + ": " + reply.code());
    }
    return new PacketReader(reply.data(), sizes);
  }

  private PacketWriter write() {
    return new PacketWriter(sizes);
  }

  // === Types ===

  List<Long> classesNamed(String signature) throws TargetException {
    PacketReader in = ask(Command.CLASSES_BY_SIGNATURE, write().string(signature));
    List<Long> types = new ArrayList<>();
    for (int count = in.int32(); count > 0; count--) {
      in.int8();
      types.add(in.type());
      in.int32();
    }
    return types;
  }

  String signatureOf(long type) throws TargetException {
    return ask(Command.SIGNATURE, write().type(type)).string();
  }

  /** 0 if there is none. */
  long superclassOf(long type) throws TargetException {
    return ask(Command.SUPERCLASS, write().type(type)).type();
  }

  List<Method> methodsOf(long type) throws TargetException {
    PacketReader in = ask(Command.METHODS, write().type(type));
    List<Method> methods = new ArrayList<>();
    for (int count = in.int32(); count > 0; count--) {
      methods.add(new Method(in.method(), in.string(), in.string(), in.int32()));
    }
    return methods;
  }

  /** 0 if the class itself declares none of that name. */
  long fieldOf(long type, String name) throws TargetException {
    PacketReader in = ask(Command.FIELDS, write().type(type));
    for (int count = in.int32(); count > 0; count--) {
      long field = in.field();
      if (in.string().equals(name)) {
        return field;
      }
      in.string();
      in.int32();
    }
    return 0;
  }

  /** Where lines begin: pairs of index and line; empty if the class file has none. */
  List<long[]> linesOf(long type, long method) throws TargetException {
    Packet reply = call(Command.LINE_TABLE, write().type(type).method(method).data());
    List<long[]> lines = new ArrayList<>();
    if (reply.code() == 0) {
      PacketReader in = new PacketReader(reply.data(), sizes);
      in.skip(16); // first and last index
      for (int count = in.int32(); count > 0; count--) {
        lines.add(new long[] {in.int64(), in.int32()});
      }
    }
    return lines;
  }

  // === Objects ===

  long typeOf(long object) throws TargetException {
    PacketReader in = ask(Command.TYPE_OF_OBJECT, write().object(object));
    in.int8();
    return in.type();
  }

  /** The object in a field, 0 for null. */
  long objectIn(long object, long field) throws TargetException {
    PacketReader in = ask(Command.FIELD_VALUES, write().object(object).int32(1).field(field));
    in.int32();
    return in.taggedObject();
  }

  /** What a method without parameters returns, called on a suspended thread; 0 for null. */
  long invoke(long object, long thread, long type, long method) throws TargetException {
    PacketWriter out = write().object(object).object(thread).type(type).method(method);
    int onThatThreadAlone = 1;
    PacketReader in = ask(Command.INVOKE_METHOD, out.int32(0).int32(onThatThreadAlone));
    return in.taggedObject();
  }

  // === Threads ===

  /** Its calls from the top; fewer if there are not that many. */
  List<Frame> framesOf(long thread, int count) throws TargetException {
    int all = depthOf(thread);
    PacketReader in =
        ask(Command.FRAMES, write().object(thread).int32(0).int32(Math.min(all, count)));
    List<Frame> frames = new ArrayList<>();
    for (int left = in.int32(); left > 0; left--) {
      frames.add(new Frame(in.frame(), in.location()));
    }
    return frames;
  }

  int depthOf(long thread) throws TargetException {
    return ask(Command.FRAME_COUNT, write().object(thread)).int32();
  }

  long thisOf(long thread, Frame frame) throws TargetException {
    return ask(Command.THIS_OBJECT, write().object(thread).frame(frame.id())).taggedObject();
  }

  /** Takes back one suspension by an event. */
  void resume(int policy, long thread) {
    PacketWriter nothing = write();
    if (policy == Command.SUSPEND_ALL) {
      jvm.send(new Packet(ignored(), 0, Command.RESUME_ALL, nothing.data()));
    } else if (policy == Command.SUSPEND_THREAD) {
      jvm.send(new Packet(ignored(), 0, Command.RESUME_THREAD, nothing.object(thread).data()));
    }
  }

  private int ignored() {
    int id = ++lastId;
    asked.put(id, new CompletableFuture<>()); // its reply is taken by nobody
    return id;
  }

  // === Requests ===

  int request(int kind, int policy, List<Modifier> modifiers) throws TargetException {
    PacketWriter out = write().int8(kind).int8(policy).int32(modifiers.size());
    for (Modifier modifier : modifiers) {
      out.bytes(modifier.bytes());
    }
    return ask(Command.SET_REQUEST, out).int32();
  }

  void clear(int kind, int request) throws TargetException {
    ask(Command.CLEAR_REQUEST, write().int8(kind).int32(request));
  }
}
