package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.Certificates;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.LoggedLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator should mend, said in the log at the start. */
class StartWarningsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"rw-r--r--, 1", "rw-rw-rw-, 1", "rw-r-----, 0", "r--------, 0"})
  void warnsOfASecretThatEveryUserMayRead(String permissions, int warnings) throws Exception {
    Path secret = folder.resolve("secret");
    Issuer.in(secret);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(permissions));
    try (LoggedLines log = LoggedLines.watch()) {
      tokens("--auth.secret", secret.toString(), "--auth.audience", "push");

      assertThat(log.lines())
          .hasSize(warnings)
          .allMatch(line -> line.contains("chmod o-r " + secret));
    }
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, 1", "rw-------, 0"})
  void warnsOfACertificatesKeyThatEveryUserMayRead(String permissions, int warnings)
      throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.renew("RSA", "-keysize", "2048");
    Files.setPosixFilePermissions(certificates.key(), PosixFilePermissions.fromString(permissions));
    try (LoggedLines log = LoggedLines.watch()) {
      ServerCertificate.read(certificates.chain(), certificates.key());

      assertThat(log.lines())
          .hasSize(warnings)
          .allMatch(line -> line.contains("chmod o-r " + certificates.key()));
    }
  }

  @Test
  void warnsOfTokensForOtherServices() throws Exception {
    Path secret = folder.resolve("secret");
    Issuer.in(secret);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    try (LoggedLines log = LoggedLines.watch()) {
      tokens("--auth.secret", secret.toString());

      assertThat(log.lines()).singleElement().asString().startsWith("auth.audience is none");
    }
  }

  private static void tokens(String... settings) throws UnusableFileException {
    new Tokens(PushConfig.read(settings).security().tokens(), Clock.systemUTC(), () -> {});
  }
}
