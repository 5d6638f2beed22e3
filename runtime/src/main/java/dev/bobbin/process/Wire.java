package dev.bobbin.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** Objects as bytes, and back. */
final class Wire {

  private Wire() {}

  static byte[] toBytes(@Nullable Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /**
   * @param filterPattern empty for the JVM's own filter
   */
  static @Nullable Object fromBytes(byte[] bytes, String filterPattern, ClassLoader loader)
      throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes), loader)) {
      if (!filterPattern.isEmpty()) {
        in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(filterPattern));
      }
      return in.readObject();
    }
  }

  /** Finds classes where the code of the call comes from. */
  private static final class Input extends ObjectInputStream {
    private final ClassLoader loader;

    Input(InputStream in, ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException notThere) {
        return super.resolveClass(description); // primitives, too
      }
    }
  }
}
