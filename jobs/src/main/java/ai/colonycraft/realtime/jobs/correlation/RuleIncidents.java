package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.match.OpenIncidents;

/**
 * The open incidents of one key for one version of a rule.
 *
 * @param version of the rule
 * @param open mutable
 */
record RuleIncidents(long version, OpenIncidents open) {

  /** None. */
  RuleIncidents(long version) {
    this(version, new OpenIncidents());
  }
}
