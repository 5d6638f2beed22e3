package dev.bobbin.process;

import java.io.IOException;

/** A call as it travels: its code, copied when the call was made. */
record Request(byte[] code, String name, ClassLoader loader) {

  static Request of(ProcessPool.Call<?> code) throws IOException {
    Class<?> type = code.getClass();
    ClassLoader loader = type.getClassLoader();
    return new Request(
        Wire.toBytes(code),
        type.getName(),
        loader == null ? ClassLoader.getSystemClassLoader() : loader);
  }
}
