package ai.colonycraft.realtime.push.support;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for localhost that sign themselves, made by the JDK's keytool. */
public final class Certificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private KeyStore newest;

  /** Writes {@code chain.pem} and {@code key.pem} to a folder. */
  public Certificates(Path folder) {
    this.folder = folder;
  }

  public Path chain() {
    return folder.resolve("chain.pem");
  }

  public Path key() {
    return folder.resolve("key.pem");
  }

  /** Makes a new pair, and writes both files. */
  public X509Certificate renew(String keyType, String... more) throws Exception {
    Path store = Files.createTempFile(folder, "store", ".p12");
    Files.delete(store);
    String[] command = {
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
      "-genkeypair",
      "-alias",
      "a",
      "-keyalg",
      keyType,
      "-storetype",
      "PKCS12",
      "-keystore",
      store.toString(),
      "-storepass",
      new String(PASSWORD),
      "-dname",
      "CN=localhost",
      "-ext",
      "san=dns:localhost,ip:127.0.0.1"
    };
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    try (RunningProcess keytool = RunningProcess.start(all)) {
      if (keytool.waitForExit() != 0) {
        throw new IllegalStateException(String.join("\n", keytool.lines()));
      }
    }
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    newest = loaded;
    Certificate certificate = loaded.getCertificate("a");
    Key key = loaded.getKey("a", PASSWORD);
    Files.writeString(key(), pem("PRIVATE KEY", key.getEncoded()));
    Files.writeString(chain(), pem("CERTIFICATE", certificate.getEncoded()));
    return (X509Certificate) certificate;
  }

  /** What serves with the newest pair. */
  public SSLContext serving() throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(newest, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** A block of PEM. */
  public static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  /** Trusts one certificate only. */
  public static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("a", certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
