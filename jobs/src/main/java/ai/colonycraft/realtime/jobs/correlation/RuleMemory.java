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

  /**
   * A rule that failed for the key and processes none of its events for a time. Its version is the
   * complement of the rule's, so that the state has one format.
   *
   * @param none no partial matches
   * @param until end of the rest in event time
   */
  static RuleMemory resting(long version, PartialMatches none, long until) {
    RuleMemory memory = new RuleMemory(~version, none);
    memory.quietUntil = until;
    return memory;
  }

  /** Whether this version of the rule rests for the key at a time. */
  boolean rests(long version, long time) {
    return this.version == ~version && time < quietUntil;
  }
}
