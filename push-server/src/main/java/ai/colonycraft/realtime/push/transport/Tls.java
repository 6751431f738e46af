package ai.colonycraft.realtime.push.transport;

import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.security.ReloadedFile;
import ai.colonycraft.realtime.push.security.ServerCertificate;
import ai.colonycraft.realtime.push.security.UnusableFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with a certificate from PEM files, taken anew when they change: handshakes from then on use
 * it, connections that are open go on.
 */
final class Tls {

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration REMIND_EVERY = Duration.ofHours(6);
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration STRICT_TRANSPORT = Duration.ofDays(365);

  private final ReloadedFile<ServerCertificate> files;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private final PushMetrics metrics;
  private final Clock clock;
  private ServerCertificate used;
  private Instant remindAt = Instant.MIN;

  /**
   * Reads the certificate.
   *
   * @param config has files for TLS
   * @throws UnusableFileException if there is no certificate to be had
   */
  Tls(SecurityConfig config, PushMetrics metrics, Clock clock) throws UnusableFileException {
    Path chain = config.certificate().orElseThrow();
    Path key = config.certificateKey().orElseThrow();
    this.metrics = metrics;
    this.clock = clock;
    this.files =
        new ReloadedFile<>(
            List.of(chain, key),
            () -> ServerCertificate.read(chain, key),
            clock,
            metrics.reloadsFailed::increment);
    use(context, files.get());
    remind();
  }

  /** The layers of a connection, TLS first. */
  ConnectionFactory[] layers(HttpConfiguration http) {
    // Clients that name no host, or connect by address, are served too.
    SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
    secure.setStsMaxAge(STRICT_TRANSPORT.toSeconds());
    http.addCustomizer(secure);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return new ConnectionFactory[] {new SslConnectionFactory(context, plain.getProtocol()), plain};
  }

  /** Looks for a new certificate every few seconds, as long as the scheduler runs. */
  void watch(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          look();
          if (scheduler.isRunning()) {
            watch(scheduler);
          }
        },
        LOOK_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void look() {
    ServerCertificate now = files.get();
    if (now != used) {
      try {
        context.reload(c -> use((SslContextFactory.Server) c, now));
        remindAt = Instant.MIN;
      } catch (Exception e) {
        metrics.reloadsFailed.increment();
        LOG.warn("The new certificate can't be used, the one before stays: {}", e.toString());
        used = now;
      }
    }
    remind();
  }

  private void use(SslContextFactory.Server factory, ServerCertificate certificate) {
    used = certificate;
    factory.setKeyStore(certificate.keyStore());
    factory.setKeyStorePassword("");
    factory.setKeyManagerPassword("");
    metrics.certificateExpires = certificate.expires().getEpochSecond();
  }

  private void remind() {
    Instant now = clock.instant();
    if (now.isBefore(remindAt) || now.plus(SOON).isBefore(used.expires())) {
      return;
    }
    remindAt = now.plus(REMIND_EVERY);
    LOG.warn(
        "The TLS certificate {}; put a new one in the files of tls.certificate and tls.key, it is"
            + " taken within seconds",
        used.expires().isBefore(now)
            ? "ended at " + used.expires() + " and clients refuse to connect"
            : "ends at " + used.expires());
  }
}
