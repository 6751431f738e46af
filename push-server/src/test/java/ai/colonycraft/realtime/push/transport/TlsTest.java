package ai.colonycraft.realtime.push.transport;

import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.support.Certificates;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  @TempDir private Path folder;
  private Certificates certificates;
  private TestTransport server;

  @BeforeEach
  void prepare() {
    certificates = new Certificates(folder);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void servesEveryAddressOverTlsWithTokens(String keyType) throws Exception {
    HttpClient http = client(certificates.renew(keyType));
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    start("--http.host", "0.0.0.0", "--auth.secret", folder.resolve("secret").toString());
    server.publish(total("active_users", 5));

    HttpResponse<String> response = http.send(get("/healthz"), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Strict-Transport-Security"))
        .contains("max-age=31536000");
    try (TestClient stream =
        TestClient.connect(
            http,
            URI.create("wss://localhost:" + server.port() + "/stream"),
            "Authorization",
            "Bearer " + issuer.token("metrics:read"))) {
      stream.waitFor("active_users=5");
    }
  }

  @Test
  void speaksNoOldTls() throws Exception {
    X509Certificate certificate = certificates.renew("RSA");
    start();
    SSLParameters old = new SSLParameters();
    old.setProtocols(new String[] {"TLSv1.1"});
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(Certificates.trusting(certificate))
            .sslParameters(old)
            .build();

    assertThatThrownBy(() -> http.send(get("/healthz"), BodyHandlers.discarding()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void takesANewCertificateAndKeepsTheOldOneWhenItIsBroken() throws Exception {
    X509Certificate first = certificates.renew("EC");
    start();
    try (TestClient stays = connect(first)) {
      long expires = server.metrics.certificateExpires;

      Files.writeString(certificates.chain(), "broken");
      await().until(() -> server.metrics.reloadsFailed.sum() > 0);
      assertThat(status(first)).isEqualTo(200);

      X509Certificate second = certificates.renew("EC", "-validity", "900");
      waitUntilServed(second);
      assertThatThrownBy(() -> status(first)).isInstanceOf(IOException.class);
      await().until(() -> server.metrics.certificateExpires > expires);
      stays.settle();
    }
  }

  @Test
  void startsWithAnEndedCertificateSinceItsLogSaysSoAndANewOneIsTakenWhileItRuns()
      throws Exception {
    X509Certificate ended = certificates.renew("EC", "-startdate", "-10d", "-validity", "5");
    start();

    assertThat(server.metrics.certificateExpires)
        .isEqualTo(ended.getNotAfter().toInstant().getEpochSecond())
        .isLessThan(System.currentTimeMillis() / 1000);

    waitUntilServed(certificates.renew("EC"));
  }

  @Test
  void tellsWhatIsWrongWithItsFiles() throws Exception {
    certificates.renew("EC");
    Path other = Files.createDirectory(folder.resolve("other"));
    new Certificates(other).renew("EC");

    assertUnusable(
        "names the file that is missing", "can't be read", folder.resolve("missing"), null);
    assertUnusable(
        "a key of another certificate",
        "is not the key of the first certificate in",
        null,
        new Certificates(other).key());
    assertUnusable(
        "a certificate as key", "expected PEM with a PRIVATE KEY", null, certificates.chain());
    assertUnusable(
        "a key as certificate", "expected PEM with a CERTIFICATE", certificates.key(), null);
    Path old = folder.resolve("old.pem");
    Files.copy(certificates.key(), old, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(old, Files.readString(old).replace("PRIVATE KEY", "EC PRIVATE KEY"));
    assertUnusable("an old form of key", "openssl pkcs8 -topk8 -nocrypt", null, old);
  }

  private void assertUnusable(String what, String message, Path chain, Path key) {
    assertThatThrownBy(
            () ->
                TestTransport.start(
                    "--tls.certificate",
                    String.valueOf(chain == null ? certificates.chain() : chain),
                    "--tls.key",
                    String.valueOf(key == null ? certificates.key() : key)))
        .as(what)
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(message);
  }

  private void start(String... settings) throws Exception {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 4);
    all[settings.length] = "--tls.certificate";
    all[settings.length + 1] = certificates.chain().toString();
    all[settings.length + 2] = "--tls.key";
    all[settings.length + 3] = certificates.key().toString();
    server = TestTransport.start(all);
  }

  private void waitUntilServed(X509Certificate certificate) {
    await().ignoreExceptions().until(() -> status(certificate) == 200);
  }

  private int status(X509Certificate trusted) throws Exception {
    return client(trusted).send(get("/healthz"), BodyHandlers.discarding()).statusCode();
  }

  private TestClient connect(X509Certificate trusted) throws Exception {
    return TestClient.connect(
            client(trusted), URI.create("wss://localhost:" + server.port() + "/stream"))
        .settle();
  }

  private static HttpClient client(X509Certificate trusted) throws Exception {
    SSLContext context = Certificates.trusting(trusted);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path)).build();
  }
}
