package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What the bytes of a connection go over. It never blocks. */
interface Wire {

  /** Gives how many bytes came: 0 for none yet, -1 at the end. */
  int read(ByteBuffer into) throws IOException;

  /** Whether a read has something to tell, though the last one left room and nothing came since. */
  boolean hasMore();

  /** Whether there is something to read whenever the network has something. */
  boolean isTransparent();

  /** Takes what can be sent now. */
  void write(ByteBuffer from) throws IOException;

  /** The same for two that follow each other, at the price of one. */
  void write(ByteBuffer first, ByteBuffer second) throws IOException;

  /** Whether all that was taken is on its way. */
  boolean isFlushed() throws IOException;

  /** Nothing is written any more. It may be called again, to go on with what takes time. */
  void shutdownOutput() throws IOException;

  /** The same, when the connection is to be closed as soon as all is flushed. */
  void finish();
}
