package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.config.HistoryConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where the past is kept: the database of HistoryJob, and Prometheus for what only that has. All
 * methods may be called from any thread, and wait for an answer.
 */
public final class HistorySources implements AutoCloseable {

  private final Optional<HistoryReader> database;
  private final Optional<PrometheusReader> prometheus;

  /** Those that are configured; none is asked yet. */
  public HistorySources(HistoryConfig config, Clock clock) {
    database = config.url().map(url -> new HistoryReader(config));
    prometheus = config.prometheus().map(uri -> new PrometheusReader(uri, clock));
  }

  /** Whether none is configured. */
  public boolean isEmpty() {
    return database.isEmpty() && prometheus.isEmpty();
  }

  /** Whether there is a series of that name. */
  public boolean knows(String name) {
    return HistorySeries.knows(name) && database.isPresent()
        || prometheus.filter(reader -> reader.knows(name)).isPresent();
  }

  /**
   * All names: those of the database, and those of Prometheus with the sets of labels that the
   * database lacks. One that does not answer hides nothing of the other.
   */
  public List<HistoryReader.Entry> catalogue() throws HistoryException {
    List<HistoryReader.Entry> entries = new ArrayList<>();
    HistoryException failure = null;
    if (database.isPresent()) {
      try {
        entries.addAll(database.get().catalogue());
      } catch (HistoryException e) {
        failure = e;
      }
    }
    if (prometheus.isPresent()) {
      try {
        prometheus.get().catalogue().stream()
            .map(this::withoutKept)
            .filter(entry -> !entry.labels().isEmpty())
            .forEach(entries::add);
      } catch (HistoryException e) {
        failure = e;
      }
    }
    if (entries.isEmpty() && failure != null) {
      throw failure;
    }
    return entries;
  }

  /** An entry with those sets of labels alone that the database lacks. */
  private HistoryReader.Entry withoutKept(HistoryReader.Entry entry) {
    return new HistoryReader.Entry(
        entry.name(),
        entry.unit(),
        entry.help(),
        entry.labels().stream().filter(set -> !isKept(entry.name(), Set.copyOf(set))).toList(),
        entry.columns(),
        entry.levels());
  }

  private boolean isKept(String name, Set<String> labels) {
    return database.isPresent() && HistorySeries.find(name, labels).isPresent();
  }

  /**
   * Answers a question: from the database, if it has series with these labels.
   *
   * @param visible whether a series of these labels may be shown
   * @throws HistoryException if it can't be answered
   */
  public HistoryAnswer answer(HistoryQuestion question, Predicate<Map<String, String>> visible)
      throws HistoryException {
    if (asksPrometheus(question)) {
      return prometheus.get().answer(question, visible);
    }
    return database.orElseThrow().answer(question, visible);
  }

  /** Whether Prometheus is asked; by the catalogue it always is, if there is one. */
  public boolean asksPrometheus(HistoryQuestion question) {
    return prometheus.isPresent()
        && !isKept(question.name(), question.labels().keySet())
        && prometheus.get().knows(question.name());
  }

  /** Whether there is a Prometheus. */
  public boolean hasPrometheus() {
    return prometheus.isPresent();
  }

  @Override
  public void close() {
    database.ifPresent(HistoryReader::close);
  }
}
