package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.Draft;
import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.RuleText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rules that the topic of rules holds: the newest record of each id that is no deletion. */
final class PublishedRules {

  private final Map<String, Entry> byId = new TreeMap<>();

  private PublishedRules() {}

  /**
   * A rule as it was published.
   *
   * @param rule empty if the job refuses it
   * @param refusal why it does; empty if it does not
   */
  record Entry(String id, String text, Instant since, Optional<Rule> rule, String refusal) {

    String version() {
      return RuleText.version(text);
    }
  }

  static PublishedRules of(List<ConsumerRecord<byte[], byte[]>> records) {
    PublishedRules rules = new PublishedRules();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        rules.byId.remove(id);
      } else {
        rules.byId.put(
            id,
            entry(
                id,
                new String(record.value(), StandardCharsets.UTF_8),
                Instant.ofEpochMilli(record.timestamp())));
      }
    }
    return rules;
  }

  private static Entry entry(String id, String text, Instant since) {
    Draft draft = RuleReader.draft(id, text);
    if (!draft.problems().isEmpty()) {
      return new Entry(id, text, since, Optional.empty(), draft.problems().get(0).message());
    }
    return draft.id().equals(id)
        ? new Entry(id, text, since, draft.rule(), "")
        : new Entry(id, text, since, Optional.empty(), "its own id is " + draft.id());
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** The rule of an id. */
  Optional<Entry> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The rule of an id that somebody named.
   *
   * @param place where the rules are, in words
   * @throws UnableException if there is none
   */
  Entry require(String id, String place) {
    return get(id)
        .orElseThrow(
            () ->
                new UnableException(
                    "no rule %s is in %s%s"
                        .formatted(
                            id,
                            place,
                            Settings.nearest(ids(), id)
                                .map(nearest -> "; the nearest is " + nearest)
                                .orElse(isEmpty() ? ", which is empty" : ""))));
  }

  /** The ids, sorted. */
  Collection<String> ids() {
    return byId.keySet();
  }

  /** All of them, by id. */
  Collection<Entry> all() {
    return byId.values();
  }
}
