package ai.colonycraft.realtime.push.reach.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.config.MailConfig;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.support.Certificates;
import com.icegreen.greenmail.util.GreenMail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails over TLS with a user's name and password, at a real mail server. */
class SmtpSecurityTest {

  @TempDir private Path folder;
  private GreenMail server;
  private SSLContext before;
  private SSLContext secure;

  @BeforeEach
  void start() throws Exception {
    server = Posts.server();
    server.setUser("ops@colony.example", "ops", "secret");
    before = SSLContext.getDefault();
    Certificates certificates = new Certificates(folder);
    X509Certificate certificate = certificates.renew("EC");
    secure = certificates.serving();
    SSLContext.setDefault(Certificates.trusting(certificate));
  }

  @AfterEach
  void stop() {
    SSLContext.setDefault(before);
    server.stop();
  }

  @ParameterizedTest
  @EnumSource(
      value = MailConfig.Security.class,
      names = {"STARTTLS", "TLS"})
  void signsInOverTls(MailConfig.Security security) throws Exception {
    try (TlsRelay relay = relay(security)) {
      assertThat(send(security, relay.port(), "secret")).isEqualTo(Outcome.accepted());
    }

    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = MailConfig.Security.class,
      names = {"STARTTLS", "TLS"})
  void aWrongPasswordIsSaidAndTriedAgain(MailConfig.Security security) throws Exception {
    try (TlsRelay relay = relay(security)) {
      Outcome outcome = send(security, relay.port(), "wrong");

      assertThat(outcome.status()).isEqualTo(Outcome.Status.LATER);
      assertThat(outcome.detail()).startsWith("mail.smtp.user: the server refuses it");
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = MailConfig.Security.class,
      names = {"STARTTLS", "TLS"})
  void aCertificateThatIsNotTrustedGetsNoPassword(MailConfig.Security security) throws Exception {
    SSLContext.setDefault(before);
    try (TlsRelay relay = relay(security)) {
      assertThat(send(security, relay.port(), "secret").status()).isEqualTo(Outcome.Status.LATER);
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aServerWithoutStartTlsGetsNothing() throws Exception {
    Outcome outcome = send(MailConfig.Security.STARTTLS, server.getSmtp().getPort(), "secret");

    assertThat(outcome.status()).isEqualTo(Outcome.Status.LATER);
    assertThat(outcome.detail()).contains("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  private TlsRelay relay(MailConfig.Security security) throws Exception {
    return new TlsRelay(
        secure, server.getSmtp().getPort(), security == MailConfig.Security.STARTTLS);
  }

  private Outcome send(MailConfig.Security security, int port, String password) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), password + "\n");
    MailConfig plain = Posts.config(port);
    MailConfig config =
        new MailConfig(
            Optional.of("localhost"),
            port,
            security,
            Optional.of("ops"),
            Optional.of(file),
            plain.from(),
            plain.url(),
            Optional.empty());
    try (Mailer mailer = new Mailer(config, Clock.systemUTC())) {
      return mailer
          .way()
          .send(
              Posts.notice(Notice.Kind.OPENED, "inc", "api fails", null),
              Posts.person("ada", "ada@people.example", "UTC", "en"))
          .toCompletableFuture()
          .join();
    }
  }
}
