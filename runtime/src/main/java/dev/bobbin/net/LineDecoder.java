package dev.bobbin.net;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayDeque;

/**
 * Makes lines of bytes that come in pieces, which may end in the middle of a character or of a line
 * end. Line ends are those of {@link java.io.BufferedReader}.
 */
final class LineDecoder {

  private final CharsetDecoder decoder;
  private final CharBuffer chars = CharBuffer.allocate(8 * 1024);
  private final StringBuilder line = new StringBuilder();
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  /** The first bytes of a character. */
  private ByteBuffer rest = ByteBuffer.allocate(0);

  private boolean afterReturn;

  LineDecoder(Charset charset) {
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  boolean hasLine() {
    return !lines.isEmpty();
  }

  String takeLine() {
    return lines.remove();
  }

  void decode(ByteBuffer piece) {
    ByteBuffer bytes = piece;
    if (rest.hasRemaining()) {
      bytes = ByteBuffer.allocate(rest.remaining() + piece.remaining());
      bytes.put(rest).put(piece).flip();
    }
    decode(bytes, false);
    rest = bytes;
  }

  /** No more bytes come: what is behind the last line end is a line, too. */
  void end() {
    decode(rest, true);
    while (decoder.flush(chars) == CoderResult.OVERFLOW) {
      split();
    }
    split();
    if (line.length() > 0) {
      lines.add(line.toString());
    }
  }

  private void decode(ByteBuffer bytes, boolean end) {
    while (decoder.decode(bytes, chars, end) == CoderResult.OVERFLOW) {
      split();
    }
    split();
  }

  private void split() {
    chars.flip();
    while (chars.hasRemaining()) {
      char next = chars.get();
      if (next == '\r' || (next == '\n' && !afterReturn)) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (next != '\n') {
        line.append(next);
      }
      afterReturn = next == '\r';
    }
    chars.clear();
  }
}
