package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.match.PartialMatches;

/** What is remembered of one key for one version of a rule. Mutable. */
final class RuleMemory {

  final long version;
  final PartialMatches matches;

  /** The end of the cool-down in event time: until then no match is emitted. */
  long quietUntil = Long.MIN_VALUE;

  RuleMemory(long version, PartialMatches matches) {
    this.version = version;
    this.matches = matches;
  }
}
