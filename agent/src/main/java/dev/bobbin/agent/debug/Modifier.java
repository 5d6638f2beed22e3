package dev.bobbin.agent.debug;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a request for events that says which ones are meant.
 *
 * @param kind the protocol's number
 * @param bytes as they are sent, from the kind on
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares modifiers
record Modifier(int kind, byte[] bytes) {
  static final int COUNT = 1;
  static final int STEP = 10;

  static Modifier thread(long thread, IdSizes sizes) {
    return new Modifier(3, new PacketWriter(sizes).int8(3).object(thread).data());
  }

  static Modifier classNamed(String name) {
    return new Modifier(5, new PacketWriter(IdSizes.UNKNOWN).int8(5).string(name).data());
  }

  static Modifier notIn(String pattern) {
    return new Modifier(6, new PacketWriter(IdSizes.UNKNOWN).int8(6).string(pattern).data());
  }

  static Modifier at(Location location, IdSizes sizes) {
    return new Modifier(7, new PacketWriter(sizes).int8(7).location(location).data());
  }

  static Modifier step(long thread, int depth, IdSizes sizes) {
    PacketWriter out = new PacketWriter(sizes).int8(STEP).object(thread);
    return new Modifier(STEP, out.int32(Command.STEP_LINE).int32(depth).data());
  }

  static Modifier instance(long object, IdSizes sizes) {
    return new Modifier(11, new PacketWriter(sizes).int8(11).object(object).data());
  }

  /**
   * Reads those of a request, behind its kind and suspend policy.
   *
   * @throws IllegalArgumentException if there is one that is not known
   */
  static List<Modifier> read(byte[] packet, PacketReader in) {
    int count = in.int32();
    List<Modifier> modifiers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int start = in.position();
      int kind = in.int8();
      switch (kind) {
        case COUNT, 2 -> in.int32();
        case 3, 11 -> in.object();
        case 4 -> in.type();
        case 5, 6, 12 -> in.string();
        case 7 -> in.location();
        case 8 -> {
          in.type();
          in.skip(2);
        }
        case 9 -> {
          in.type();
          in.field();
        }
        case STEP -> {
          in.object();
          in.skip(8);
        }
        case 13 -> {} // platform threads
        default -> throw new IllegalArgumentException("modifier of kind " + kind);
      }
      modifiers.add(new Modifier(kind, Arrays.copyOfRange(packet, start, in.position())));
    }
    return modifiers;
  }
}
