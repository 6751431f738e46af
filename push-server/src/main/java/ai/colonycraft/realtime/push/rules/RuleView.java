package ai.colonycraft.realtime.push.rules;

import java.util.Optional;

/**
 * A rule as it is known here.
 *
 * @param id the rule's id
 * @param version of its text in the topic of rules
 * @param description what the correlation job says of it; empty if it has said nothing yet
 * @param figures what the job counted; empty if it has counted nothing yet
 */
public record RuleView(
    String id, String version, Optional<RuleDescription> description, Optional<Figures> figures) {

  /** What the correlation job counted. */
  public record Figures(long hour, long[] matches, long partialMatches, double cpuShare) {}

  /** Whether the job has not processed the newest text yet. */
  public boolean isChanging() {
    return description.isEmpty() || !description.get().version().equals(version);
  }
}
