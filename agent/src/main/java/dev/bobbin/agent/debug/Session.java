package dev.bobbin.agent.debug;

import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A debugger at a JVM. Commands of the one and events of the other are taken one by one, by one
 * thread, which asks the JVM itself in between; replies go from the JVM's reader to the debugger.
 */
final class Session {

  /** A command, an event, or the end of either side. */
  private record Letter(@Nullable Packet packet) {}

  private static final Letter END = new Letter(null);

  private final Peer jvm;
  private final Target target;
  private final Steps steps;
  private final Disguise disguise;
  private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
  private volatile @Nullable Peer debugger;
  private volatile boolean jvmEnded;

  /** What the debugger's requests suspend, by their ids. */
  private final Map<Integer, Integer> policies = new HashMap<>();

  private boolean vmDied;

  /**
   * A session whose debugger has not come yet.
   *
   * @param ended is called by the thread that reads, when the JVM is gone
   */
  Session(Peer jvm, Consumer<Session> ended) {
    this.jvm = jvm;
    this.target = new Target(jvm);
    WovenCode code = new WovenCode(target);
    this.steps = new Steps(target, code);
    this.disguise = new Disguise(target, code);
    jvm.start(
        this::receive,
        () -> {
          this.jvmEnded = true;
          target.ended();
          letters.add(END);
          ended.accept(this);
        });
  }

  private void receive(Packet packet) {
    if (!packet.isReply()) {
      letters.add(new Letter(packet));
    } else if (!target.replied(packet)) {
      Peer receiver = debugger;
      if (receiver != null) {
        receiver.send(packet);
      }
    }
  }

  /**
   * Serves a debugger until it leaves or the JVM does.
   *
   * @return whether the JVM said that it ends
   */
  boolean serve(Peer attached) throws InterruptedException {
    debugger = attached;
    attached.start(packet -> letters.add(new Letter(packet)), () -> letters.add(END));
    try {
      target.learnSizes();
      for (Packet packet = letters.take().packet();
          packet != null;
          packet = letters.take().packet()) {
        if (packet.code() == Command.EVENTS) {
          happened(packet, attached);
        } else {
          command(packet, attached);
        }
      }
    } catch (TargetException e) {
      // It does not answer: the debugger is told by the end of its connection.
    } finally {
      attached.finish();
      jvm.finish();
    }
    return vmDied;
  }

  boolean jvmEnded() {
    return jvmEnded;
  }

  // === From the debugger ===

  private void command(Packet command, Peer from) throws TargetException {
    switch (command.code()) {
      case Command.SET_REQUEST -> from.send(set(command).withId(command.id()));
      case Command.CLEAR_REQUEST -> {
        PacketReader in = new PacketReader(command.data(), target.sizes());
        if (in.int8() == Command.SINGLE_STEP && steps.clear(in.int32())) {
          from.send(Packet.reply(command.id(), 0));
        } else {
          target.send(command);
        }
      }
      case Command.CLEAR_ALL_BREAKPOINTS -> {
        Packet reply = target.call(command.code(), command.data());
        steps.setBreakpointsAgain();
        from.send(reply.withId(command.id()));
      }
      case Command.METHODS, Command.METHODS_WITH_GENERIC -> {
        boolean generic = command.code() == Command.METHODS_WITH_GENERIC;
        Packet reply = target.call(command.code(), command.data());
        from.send(disguise.methods(reply, generic).withId(command.id()));
      }
      case Command.LINE_TABLE -> {
        Packet reply = target.call(command.code(), command.data());
        from.send(disguise.lines(reply, command).withId(command.id()));
      }
      default -> target.send(command);
    }
  }

  private Packet set(Packet command) throws TargetException {
    StepRequest wish = wish(command);
    if (wish != null) {
      return steps.set(wish);
    }
    Packet reply = target.call(command.code(), command.data());
    if (reply.code() == 0) {
      int policy = command.data()[1];
      policies.put(new PacketReader(reply.data(), target.sizes()).int32(), policy);
    }
    return reply;
  }

  private @Nullable StepRequest wish(Packet command) {
    try {
      return StepRequest.of(command.data(), target.sizes());
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return null; // a later protocol's; the JVM may know
    }
  }

  // === From the JVM ===

  private void happened(Packet packet, Peer to) {
    List<Event> events;
    try {
      events = Event.of(packet.data(), target.sizes());
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      to.send(packet); // a later protocol's; the debugger may know
      return;
    }
    int policy = packet.data()[0];
    int wanted = Command.SUSPEND_NONE;
    List<Event> told = new ArrayList<>();
    for (Event event : events) {
      vmDied |= event.kind() == Command.VM_DEATH;
      Event tell = steps.tell(event);
      if (tell != null) {
        told.add(tell);
        wanted = Math.max(wanted, policies.getOrDefault(tell.request(), policy));
      }
    }
    if (told.size() == events.size()) {
      to.send(packet.withData(Event.packet(policy, told)));
      return;
    }
    // Where others stay suspended, the debugger resumes what this packet says.
    boolean stays = !told.isEmpty() && wanted != Command.SUSPEND_NONE;
    if (!told.isEmpty()) {
      int said = stays ? policy : Command.SUSPEND_NONE;
      to.send(packet.withData(Event.packet(said, told)));
    }
    if (!stays) {
      target.resume(policy, events.get(0).thread());
    }
  }
}
