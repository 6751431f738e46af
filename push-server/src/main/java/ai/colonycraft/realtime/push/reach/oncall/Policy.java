package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whom an incident is escalated to while nobody acknowledges it.
 *
 * @param severities for which it holds; empty for {@code warning} and {@code critical}
 * @param services for which it holds; empty for all
 * @param regions for which it holds; empty for all
 * @param steps those that come first stand first, at least one
 * @param repeat whether the steps are repeated
 */
public record Policy(
    String name,
    Set<String> severities,
    Set<String> services,
    Set<String> regions,
    List<Step> steps,
    Optional<Repeat> repeat) {

  /**
   * A step of it.
   *
   * @param after how long after the incident's begin
   */
  public record Step(Duration after, List<Target> targets) {
    public Step {
      Objects.requireNonNull(after);
      targets = List.copyOf(targets);
    }
  }

  /** Who is notified at a step. */
  public sealed interface Target {}

  /** A person by the id. */
  public record Named(String person) implements Target {}

  /** Who is on call by a schedule at that time. */
  public record OnCallNow(String schedule) implements Target {}

  /** Who is on call next by a schedule. */
  public record OnCallNext(String schedule) implements Target {}

  /**
   * The steps are taken again.
   *
   * @param every how long after the last time they begin; longer than the last step's time
   * @param times how often again
   */
  public record Repeat(Duration every, int times) {}

  public Policy {
    Objects.requireNonNull(name);
    severities = Set.copyOf(severities);
    services = Set.copyOf(services);
    regions = Set.copyOf(regions);
    steps = List.copyOf(steps);
    Objects.requireNonNull(repeat);
  }

  /** Whether an incident is escalated by it. */
  boolean isFor(Incident incident) {
    return (severities.isEmpty() || severities.contains(incident.type()))
        && has(services, incident.label("service"))
        && has(regions, incident.label("region"));
  }

  private static boolean has(Set<String> values, Optional<String> label) {
    return values.isEmpty() || label.filter(values::contains).isPresent();
  }
}
