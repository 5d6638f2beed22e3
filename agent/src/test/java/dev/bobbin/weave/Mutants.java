package dev.bobbin.weave;

import java.util.Arrays;
import java.util.Random;

/** Makes broken class files of whole ones. */
public final class Mutants {

  private Mutants() {}

  /** Some bytes changed in one of the ways in which files and tools break. */
  public static byte[] of(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int faults = 1 + random.nextInt(3);
    for (int i = 0; i < faults; i++) {
      int at = 8 + random.nextInt(bytes.length - 16);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = bytes[at + 1] = (byte) (random.nextBoolean() ? 0 : 0xFF);
        case 3 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
        case 4 -> System.arraycopy(bytes, at, bytes, 8 + random.nextInt(bytes.length - 16), 4);
        default -> Arrays.fill(bytes, at, at + 8, (byte) random.nextInt(256));
      }
    }
    return bytes;
  }
}
