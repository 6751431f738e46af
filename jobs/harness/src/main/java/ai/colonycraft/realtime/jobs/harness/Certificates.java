package ai.colonycraft.realtime.jobs.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key and a certificate for {@code 127.0.0.1} and {@code localhost}, made by the JDK's keytool,
 * valid for two days.
 *
 * @param keys PKCS12 store of the server's key
 * @param trusted PKCS12 store with the server's certificate, for its clients
 * @param password of both stores
 */
public record Certificates(Path keys, Path trusted, String password) {

  /**
   * Makes them.
   *
   * @param dir where the files go; it exists
   * @throws IllegalStateException if keytool does not run; the message says why
   */
  public static Certificates make(Path dir, String password) {
    Certificates made =
        new Certificates(dir.resolve("server.p12"), dir.resolve("trusted.p12"), password);
    Path certificate = dir.resolve("server.pem");
    String names = "san=ip:%s,dns:localhost".formatted(Ports.LOOPBACK);
    made.keytool(
        made.keys,
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            names,
            "-validity",
            "2"));
    made.keytool(made.keys, List.of("-exportcert", "-rfc", "-file", certificate.toString()));
    made.keytool(
        made.trusted, List.of("-importcert", "-noprompt", "-file", certificate.toString()));
    return made;
  }

  private void keytool(Path store, List<String> what) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(what);
    command.addAll(
        List.of(
            "-alias",
            "server",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            password));
    try {
      Path log = Files.createTempFile(keys.getParent(), "keytool", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "keytool failed: " + Files.readString(log, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IllegalStateException("keytool does not run: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}
