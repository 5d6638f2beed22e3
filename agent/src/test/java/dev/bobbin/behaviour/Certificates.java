package dev.bobbin.behaviour;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assertions;

/** Keys and certificates, made once by the keytool of the JDK that runs the tests. */
final class Certificates {

  private static final String PASSWORD = "secret";
  private static final KeyStore KEYS = generate();

  private Certificates() {}

  /** With a certificate for localhost; it trusts the authority. */
  static SSLContext localhost() {
    return context("localhost", true);
  }

  /** With a certificate for another host, from the same authority. */
  static SSLContext otherHost() {
    return context("other", true);
  }

  /** With a certificate for localhost that has expired. */
  static SSLContext expired() {
    return context("expired", true);
  }

  /** With no certificate. */
  static SSLContext trusting() {
    return context(null, true);
  }

  /** With no certificate; it trusts nobody that is used here. */
  static SSLContext mistrusting() {
    return context(null, false);
  }

  /** The key and certificate of localhost, as openssl reads them. */
  static Path keyPem(Path directory) throws IOException {
    try {
      String text =
          pem("PRIVATE KEY", KEYS.getKey("localhost", PASSWORD.toCharArray()).getEncoded())
              + pem("CERTIFICATE", KEYS.getCertificate("localhost").getEncoded());
      return Files.writeString(directory.resolve("key.pem"), text);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The authority's certificate, as openssl reads it. */
  static Path authorityPem(Path directory) throws IOException {
    try {
      String text = pem("CERTIFICATE", KEYS.getCertificate("authority").getEncoded());
      return Files.writeString(directory.resolve("authority.pem"), text);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  private static SSLContext context(String key, boolean trustsAuthority) {
    try {
      KeyStore own = empty();
      if (key != null) {
        own.setKeyEntry(
            key,
            KEYS.getKey(key, PASSWORD.toCharArray()),
            PASSWORD.toCharArray(),
            KEYS.getCertificateChain(key));
      }
      KeyStore trusted = empty();
      trusted.setCertificateEntry(
          "trusted", KEYS.getCertificate(trustsAuthority ? "authority" : "stranger"));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, PASSWORD.toCharArray());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  // === Making them ===

  private static KeyStore generate() {
    try {
      Path directory = Files.createTempDirectory("certificates");
      Path store = directory.resolve("keys.p12");
      try {
        keytool(store, "authority", "-ext", "bc:c=ca:true");
        keytool(store, "stranger", "-ext", "bc:c=ca:true");
        String san = "san=dns:localhost,ip:127.0.0.1";
        keytool(store, "localhost", "-signer", "authority", "-ext", san);
        keytool(store, "other", "-signer", "authority", "-ext", "san=dns:other.example");
        keytool(
            store,
            "expired",
            "-signer",
            "authority",
            "-ext",
            san,
            "-startdate",
            "-10d",
            "-validity",
            "5");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
          keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
      } finally {
        Files.deleteIfExists(store);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void keytool(Path store, String alias, String... more)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-keypass", PASSWORD));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var printed = new ByteArrayOutputStream();
    process.getInputStream().transferTo(printed);
    Assertions.assertEquals(0, process.waitFor(), () -> command + ": " + printed);
  }
}
