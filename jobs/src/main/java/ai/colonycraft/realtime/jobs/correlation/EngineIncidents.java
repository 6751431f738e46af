package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.IncidentRun;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.OpenIncidents;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The incidents of one subtask of the engine: runs the rules of incidents, emits the records,
 * counts, and knows which keys have incidents of a rule that has changed. Not thread-safe.
 */
final class EngineIncidents {

  private final MatchBuffer buffer;
  private final int limit;
  private final ActiveRules rules;
  private final EngineCounts counts;
  private final IncidentRecords records;
  private final IncidentIndex index = new IncidentIndex();

  /** Rules that have changed since their outdated incidents were ended last. */
  private final Set<String> changed = new HashSet<>();

  /** The key whose memory is used. */
  private String address;

  /** When its outdated incidents end. */
  private long time;

  EngineIncidents(
      CorrelationConfig config,
      MatchBuffer buffer,
      ActiveRules rules,
      EngineCounts counts,
      Consumer<Outbound> to) {
    this.buffer = buffer;
    this.limit = config.incidentLimit();
    this.rules = rules;
    this.counts = counts;
    this.records = new IncidentRecords(config.notifications(), to);
  }

  /** Reads a key's incidents from the state. A rule may have gone meanwhile. */
  void restore(String key, KeyMemory memory) {
    memory.incidents.forEach(
        (rule, of) -> {
          changed.add(rule);
          of.open().all().forEach(incident -> index.opened(incident, key));
        });
  }

  /** From now on the memory of this key is used; {@code now} is its event time. */
  void at(String key, long now) {
    address = key;
    time = now;
  }

  /** Lets time pass for a rule; {@code matches} is null if there are none of this version. */
  void advance(KeyMemory memory, ActiveRule rule, PartialMatches matches, String key, long until) {
    run(rule).advance(matches, open(memory, rule), key, until);
  }

  /** Takes an event that can end incidents of a rule. */
  void resolve(KeyMemory memory, ActiveRule rule, Event event) {
    run(rule).resolve(open(memory, rule), event);
  }

  /** Takes an event that can take steps of a rule. */
  void process(KeyMemory memory, ActiveRule rule, PartialMatches matches, String key, Event event) {
    run(rule).process(matches, open(memory, rule), key, event);
  }

  private IncidentRun run(ActiveRule rule) {
    return new IncidentRun(
        rule.matcher(), buffer, limit, match -> counts.match(match.rule()), this::take);
  }

  /** Those of the version in force; those of another end first. */
  private OpenIncidents open(KeyMemory memory, ActiveRule rule) {
    RuleIncidents of = memory.incidents.get(rule.id());
    if (of != null && of.version() != rule.version()) {
      of.open().ruleChanged(time, this::take);
      of = null;
    }
    if (of == null) {
      of = new RuleIncidents(rule.version());
      memory.incidents.put(rule.id(), of);
    }
    return of.open();
  }

  private void take(Incident incident) {
    if (!incident.isOpen()) {
      index.ended(incident, address);
      counts.ended(incident.notification().type(), incident.end().orElseThrow().resolution());
    } else if (incident.count() == 1) {
      index.opened(incident, address);
      counts.opened();
    }
    records.take(incident);
  }

  /**
   * Ends the incidents of a key that have expired, and those of rules out of force, and forgets
   * what is empty.
   *
   * @return when the next one expires, or never if none is open
   */
  long settle(KeyMemory memory, long watermark) {
    long next = KeyMemory.NEVER;
    for (Iterator<Map.Entry<String, RuleIncidents>> i = memory.incidents.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<String, RuleIncidents> entry = i.next();
      OpenIncidents open = entry.getValue().open();
      ActiveRule rule = rules.byId(entry.getKey());
      if (rule == null || rule.version() != entry.getValue().version()) {
        open.ruleChanged(time, this::take);
      } else {
        open.expire(watermark, this::take);
      }
      if (open.size() == 0) {
        i.remove();
      }
      next = Math.min(next, open.nextExpiry());
    }
    return next;
  }

  /** A rule was changed, deleted or suspended. */
  void changed(String rule) {
    changed.add(rule);
  }

  /** Passes on each key that may have incidents of a rule that has changed since the last call. */
  void drainChanged(Consumer<String> to) {
    Set<String> keys = new HashSet<>();
    changed.forEach(rule -> keys.addAll(index.keys(rule)));
    changed.clear();
    keys.forEach(to);
  }

  /** Emits what is buffered, if its time has come, and the counts. */
  void flush(long now, Consumer<Sample> to) {
    records.drain(now);
    counts.drain(index.open(), to);
  }

  /** Emits what is buffered. */
  void drain() {
    records.drain();
  }
}
