package dev.bobbin.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wherever the pieces end, the lines are those of a BufferedReader. */
class LineDecoderTest {

  private static final String TEXT =
      "one\ntwo\r\nthree\rfour\n\r\n\r\r\nf\u00fcnf \u20ac \ud83d\ude00\n\n"
          + "x".repeat(9_000)
          + "\nrest";

  private static List<String> decoded(byte[] bytes, int pieces, Charset charset) {
    LineDecoder decoder = new LineDecoder(charset);
    for (int at = 0; at < bytes.length; at += pieces) {
      decoder.decode(ByteBuffer.wrap(bytes, at, Math.min(pieces, bytes.length - at)));
    }
    decoder.end();
    List<String> lines = new ArrayList<>();
    while (decoder.hasLine()) {
      lines.add(decoder.takeLine());
    }
    return lines;
  }

  @Test
  void piecesMayEndAnywhere() {
    List<String> expected = new BufferedReader(new StringReader(TEXT)).lines().toList();
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
      byte[] bytes = TEXT.getBytes(charset);
      for (int pieces : new int[] {1, 2, 3, 5, 7, 64, 100_000}) {
        assertEquals(expected, decoded(bytes, pieces, charset), charset + " by " + pieces);
      }
    }
  }

  @Test
  void aLineIsThereAsSoonAsItsEndHasCome() {
    LineDecoder decoder = new LineDecoder(StandardCharsets.UTF_8);
    decoder.decode(ByteBuffer.wrap(new byte[] {'a', '\r'}));
    assertEquals("a", decoder.takeLine());
    decoder.decode(ByteBuffer.wrap(new byte[] {'\n', 'b', '\n'}));
    assertEquals("b", decoder.takeLine());
    assertEquals(false, decoder.hasLine());
  }

  @Test
  void whatIsNoTextIsReplaced() {
    assertEquals(
        List.of("a\ufffdb", "\ufffd"),
        decoded(new byte[] {'a', (byte) 0xFF, 'b', '\n', (byte) 0xC3}, 1, StandardCharsets.UTF_8));
  }

  @Test
  void noBytesAreNoLine() {
    assertEquals(List.of(), decoded(new byte[0], 1, StandardCharsets.UTF_8));
    assertEquals(List.of(""), decoded(new byte[] {'\n'}, 1, StandardCharsets.UTF_8));
  }
}
