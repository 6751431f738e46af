package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.HistoryException;
import ai.colonycraft.realtime.push.history.PeriodReport;
import ai.colonycraft.realtime.push.history.ReportReader;
import ai.colonycraft.realtime.push.reach.mail.Mailer.NotYetException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads digests from the history, each once for all who get it within a minute. Waits for the
 * database. Any thread may call it.
 */
final class DigestReader {

  private static final Duration NO_REPORT = Duration.ofMinutes(5);
  private static final Duration AWAY = Duration.ofMinutes(1);
  private static final String UTC = "UTC";

  private static final Duration KEPT = Duration.ofMinutes(1);

  /** A person's zone gives a key, and there are some 600 zones. */
  private static final int MOST_KEPT = 100;

  private record Key(DigestKind kind, ZoneId zone, LocalDate day) {}

  private record Read(Digest digest, long nanos) {}

  private final ReportReader reports;
  private final Map<Key, Read> kept = new LinkedHashMap<>();

  DigestReader(ReportReader reports) {
    this.reports = reports;
  }

  /**
   * The digest of a person whose clock has a zone; of UTC's days where no reports of the zone are
   * computed.
   *
   * @param day local day on which it is due
   * @param at when it is due
   * @throws NotYetException if the report is not there, or the database is away
   */
  synchronized Digest read(DigestKind kind, ZoneId zone, LocalDate day, Instant at)
      throws NotYetException {
    Key key = new Key(kind, zone, day);
    Read known = kept.get(key);
    if (known != null && System.nanoTime() - known.nanos < KEPT.toNanos()) {
      return known.digest;
    }
    Digest digest = ask(kind, zone, day, at);
    kept.remove(key);
    kept.put(key, new Read(digest, System.nanoTime()));
    if (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    return digest;
  }

  private Digest ask(DigestKind kind, ZoneId zone, LocalDate day, Instant at)
      throws NotYetException {
    LocalDate local = kind.period(day);
    LocalDate utc = kind.period(LocalDate.ofInstant(at, ZoneOffset.UTC));
    try {
      Optional<PeriodReport> own = reports.find(kind.report(), zone.getId(), local);
      Optional<PeriodReport> found = own.isPresent() ? own : reports.find(kind.report(), UTC, utc);
      if (found.isEmpty()) {
        throw new NotYetException(
            "there is no report of the %s %s in %s or UTC: has DailyReportJob run?"
                .formatted(kind.report(), local, zone),
            NO_REPORT);
      }
      PeriodReport report = found.get();
      LocalDate begin = report.day();
      LocalDate before = kind == DigestKind.DAILY ? begin.minusDays(1) : begin.minusWeeks(1);
      return new Digest(
          kind,
          report,
          reports.find(kind.report(), report.zone(), before),
          kind == DigestKind.DAILY
              ? reports.find(kind.report(), report.zone(), begin.minusWeeks(1))
              : Optional.empty(),
          reports.incidents(report.start(), report.until()));
    } catch (HistoryException e) {
      throw new NotYetException(e.getMessage(), AWAY);
    }
  }
}
