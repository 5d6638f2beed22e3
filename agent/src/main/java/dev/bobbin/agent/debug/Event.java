package dev.bobbin.agent.debug;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the JVM.
 *
 * @param kind as in {@link Command}
 * @param request what asked for it; 0 if nothing did
 * @param thread where it happened; 0 if not told
 * @param location of a step or breakpoint, else null
 * @param bytes as they are sent
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares events
record Event(int kind, int request, long thread, @Nullable Location location, byte[] bytes) {

  /** The same place and thread, as the end of a step. */
  Event asStep(int other) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed).put((byte) Command.SINGLE_STEP).putInt(other);
    return new Event(Command.SINGLE_STEP, other, thread, location, changed);
  }

  /**
   * The events of a packet.
   *
   * @throws IllegalArgumentException if there is one that is not known
   */
  static List<Event> of(byte[] packet, IdSizes sizes) {
    PacketReader in = new PacketReader(packet, sizes);
    in.int8(); // the suspend policy
    int count = in.int32();
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(read(packet, in));
    }
    return events;
  }

  private static Event read(byte[] packet, PacketReader in) {
    int start = in.position();
    int kind = in.int8();
    int request = in.int32();
    long thread = kind == 9 || kind == Command.VM_DEATH ? 0 : in.object();
    Location location = null;
    switch (kind) {
      case Command.SINGLE_STEP, Command.BREAKPOINT, 40, 41 -> location = in.location();
      case 42 -> { // method exit with the returned value
        in.location();
        in.skipValue();
      }
      case 43, 44, 45, 46 -> { // monitors
        in.taggedObject();
        in.location();
        in.skip(kind == 45 ? 8 : kind == 46 ? 1 : 0);
      }
      case 4 -> { // exception
        in.location();
        in.taggedObject();
        in.location();
      }
      case 6, 7, 90, Command.VM_DEATH -> {} // threads, start and end of the JVM
      case Command.CLASS_PREPARE -> {
        in.int8();
        in.type();
        in.string();
        in.int32();
      }
      case 9 -> in.string(); // class unload
      case 20, 21 -> { // fields
        in.location();
        in.int8();
        in.type();
        in.field();
        in.taggedObject();
        if (kind == 21) {
          in.skipValue();
        }
      }
      default -> throw new IllegalArgumentException("event of kind " + kind);
    }
    return new Event(
        kind, request, thread, location, Arrays.copyOfRange(packet, start, in.position()));
  }

  /** The packet of some events. */
  static byte[] packet(int suspendPolicy, List<Event> events) {
    PacketWriter out = new PacketWriter(IdSizes.UNKNOWN).int8(suspendPolicy).int32(events.size());
    for (Event event : events) {
      out.bytes(event.bytes());
    }
    return out.data();
  }
}
