package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.quickstart.platform.PlatformEvent;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.IncidentRun;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.OpenIncidents;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the shipped rules of severity critical over the simulated platform until it had ten
 * incidents and fifty harmless deployments, and prints which incidents were missed and which
 * notifications had no cause.
 */
public final class FalseAlarms {

  private static final long START = 1_750_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final int INCIDENTS = 10;
  private static final int DEPLOYMENTS = 50;

  /** From the beginning of an incident until nothing of it can be noticed. */
  private static final long INCIDENT_MILLIS = 10 * MINUTE;

  /** A service that was bad in a region, from its deployment on. */
  private record Cause(String service, String region, long at) {

    boolean explains(Incident incident) {
      Object ofService = incident.notification().context().get("service");
      Object inRegion = incident.notification().context().get("region");
      long after = incident.notification().timestamp() - at;
      return (ofService != null || inRegion != null)
          && (ofService == null || ofService.equals(service))
          && (inRegion == null || inRegion.equals(region))
          && after >= 0
          && after < INCIDENT_MILLIS;
    }
  }

  /** What is kept of a rule and key. */
  private record Kept(IncidentRun run, PartialMatches matches, OpenIncidents open, String key) {}

  private final List<RuleMatcher> rules = new ArrayList<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private final List<Cause> causes = new ArrayList<>();
  private final List<Incident> found = new ArrayList<>();
  private final Map<String, Event> deployed = new HashMap<>();
  private int finished;

  private FalseAlarms() throws Exception {
    for (Map.Entry<String, String> text : ShippedRules.texts().entrySet()) {
      RuleMatcher matcher = new RuleMatcher(RuleReader.read(text.getKey(), text.getValue()));
      if (matcher.rule().severity() == Severity.CRITICAL) {
        rules.add(matcher);
      }
    }
  }

  /** Takes a seed, by default 1. Exits with 1 if more than one is without cause, or one missed. */
  public static void main(String[] args) throws Exception {
    long seed = args.length > 0 ? Long.parseLong(args[0]) : 1;
    if (!new FalseAlarms().run(seed)) {
      System.exit(1);
    }
  }

  private boolean run(long seed) throws Exception {
    EventParser parser =
        new EventParser(Field.TYPE, List.of(Field.values()), true, EventParser.NO_CLOCK);
    Simulator simulator = new Simulator(seed, 5_000, 200, START);
    long minute = 0;
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      while (causes.size() < INCIDENTS || finished - 2 * causes.size() < DEPLOYMENTS) {
        minute++;
        for (PlatformEvent each : simulator.next(START + minute * MINUTE)) {
          take(parser.parse(each.value()), buffer);
        }
        for (Kept each : kept.values()) {
          each.run.advance(each.matches, each.open, each.key, START + minute * MINUTE);
        }
      }
    }
    return print(minute);
  }

  private void take(Event event, MatchBuffer buffer) {
    know(event);
    for (RuleMatcher rule : rules) {
      String key = rule.rule().key().of(event);
      if (key != null && (rule.concerns(event) || rule.resolves(event))) {
        Kept of = kept.computeIfAbsent(rule.rule().id() + "/" + key, k -> begin(rule, key, buffer));
        of.run.advance(of.matches, of.open, key, event.timestamp());
        if (rule.resolves(event)) {
          of.run.resolve(of.open, event);
        }
        if (rule.concerns(event)) {
          of.run.process(of.matches, of.open, key, event);
        }
      }
    }
  }

  private Kept begin(RuleMatcher rule, String key, MatchBuffer buffer) {
    IncidentRun run =
        new IncidentRun(
            rule,
            buffer,
            100,
            match -> {},
            incident -> {
              if (incident.isOpen() && incident.count() == 1) {
                found.add(incident);
              }
            });
    return new Kept(run, rule.start(), new OpenIncidents(), key);
  }

  /** An incident of the simulator becomes known by its health, soon after its deployment. */
  private void know(Event event) {
    String place = event.text(Field.SERVICE) + "/" + event.text(Field.REGION);
    if (event.type().equals("deployment_started")) {
      deployed.put(place, event);
    } else if (event.type().equals("deployment_finished")) {
      finished++;
    } else if (event.type().equals("health_changed") && event.decimal(Field.VALUE, 1) == 0) {
      causes.add(
          new Cause(
              event.text(Field.SERVICE),
              event.text(Field.REGION),
              deployed.get(place).timestamp()));
    }
  }

  private boolean print(long minutes) {
    List<Incident> withoutCause =
        found.stream()
            .filter(incident -> causes.stream().noneMatch(cause -> cause.explains(incident)))
            .toList();
    List<Cause> missed =
        causes.stream().filter(cause -> found.stream().noneMatch(cause::explains)).toList();
    Map<String, Integer> byRule = new TreeMap<>();
    found.forEach(incident -> byRule.merge(incident.notification().source(), 1, Integer::sum));
    System.out.printf(
        "%d minutes, %d incidents, %d harmless deployments%n%d critical: %s%n",
        minutes, causes.size(), finished - 2 * causes.size(), found.size(), byRule);
    System.out.printf("%d without cause%n", withoutCause.size());
    withoutCause.forEach(
        incident ->
            System.out.printf(
                "  minute %d: %s, %s%n",
                (incident.notification().timestamp() - START) / MINUTE,
                incident.notification().title(),
                incident.notification().message()));
    System.out.printf("%d missed%n", missed.size());
    missed.forEach(cause -> System.out.println("  " + cause));
    return withoutCause.size() <= 1 && missed.isEmpty();
  }
}
