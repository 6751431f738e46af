package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.config.HistoryConfig;
import ai.colonycraft.realtime.push.config.MailConfig;
import ai.colonycraft.realtime.push.history.ReportReader;
import ai.colonycraft.realtime.push.reach.deliver.Source;
import ai.colonycraft.realtime.push.reach.deliver.Way;
import ai.colonycraft.realtime.push.reach.people.People;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that sends mails; nothing, if mail is off. */
public final class Mails implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Mails.class);

  private final Optional<Mailer> mailer;
  private final Optional<ReportReader> reports;
  private final List<Source> digests;

  private Mails(Optional<Mailer> mailer, Optional<ReportReader> reports, List<Source> digests) {
    this.mailer = mailer;
    this.reports = reports;
    this.digests = digests;
  }

  /**
   * Starts; nothing is connected before a mail is sent.
   *
   * @param takenBy who acknowledged an incident, by its id
   * @throws ai.colonycraft.realtime.config.InvalidConfigException if the key can't be used
   */
  public static Mails start(
      MailConfig config,
      HistoryConfig history,
      People people,
      Function<String, Optional<String>> takenBy,
      Clock clock) {
    if (config.host().isEmpty()) {
      return new Mails(Optional.empty(), Optional.empty(), List.of());
    }
    Optional<Path> key = config.keyFile();
    Optional<Unsubscribing> unsubscribing = key.map(file -> MailKey.read(file, people));
    Mailer mailer = new Mailer(config, clock);
    if (unsubscribing.isEmpty() || history.url().isEmpty()) {
      LOG.info("No digests are sent: they need mail.key-file and history.url");
      return new Mails(Optional.of(mailer), Optional.empty(), List.of());
    }
    ReportReader reports = new ReportReader(history);
    return new Mails(
        Optional.of(mailer),
        Optional.of(reports),
        List.of(new DigestSource(people, mailer, reports, unsubscribing.get(), takenBy)));
  }

  /** Incidents by mail; empty if mail is off. */
  public List<Way> ways() {
    return mailer.<Way>map(Mailer::way).stream().toList();
  }

  /** Digests; empty if they are off. */
  public List<Source> sources() {
    return digests;
  }

  @Override
  public void close() {
    mailer.ifPresent(Mailer::close);
    reports.ifPresent(ReportReader::close);
  }
}
