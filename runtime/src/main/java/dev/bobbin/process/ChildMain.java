package dev.bobbin.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The program of a child process: takes calls from standard input, answers to standard output. */
final class ChildMain {

  private ChildMain() {}

  /**
   * @param args the input filter, if there is one
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    ArgumentFile.deleteOwn();
    String inputFilter = args.length > 0 ? args[0] : "";
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setIn(InputStream.nullInputStream());
    System.setOut(System.err); // the other way out is for replies alone
    BlockingQueue<byte[]> requests = new ArrayBlockingQueue<>(1);
    Thread reader = new Thread(() -> read(in, requests), "bobbin-process-requests");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      answer(requests.take(), inputFilter).write(out);
    }
  }

  /** Without the parent, whose end closes the stream, nobody wants what is still being computed. */
  private static void read(DataInputStream in, BlockingQueue<byte[]> requests) {
    try {
      while (true) {
        byte[] request = new byte[in.readInt()];
        in.readFully(request);
        requests.put(request);
      }
    } catch (EOFException end) {
      System.exit(0);
    } catch (IOException | InterruptedException broken) {
      System.exit(1);
    }
  }

  private static Reply answer(byte[] request, String inputFilter) {
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      Object code = Objects.requireNonNull(Wire.fromBytes(request, inputFilter, loader));
      return Reply.value(((ProcessPool.Call<?>) code).call());
    } catch (Throwable failure) {
      return Reply.failure(failure);
    }
  }
}
