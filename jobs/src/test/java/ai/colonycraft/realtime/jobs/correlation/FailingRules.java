package ai.colonycraft.realtime.jobs.correlation;

/** A rule that fails at some events, and one beside it that does not. */
final class FailingRules {

  /** Overflows the stack of whoever compiles it. */
  static final String DEEP = "(".repeat(20_000) + "a" + ")".repeat(20_000);

  /** Fails at a message that nests deeply. */
  static final String FAILING =
      """
      id: failing
      key: userId
      within: 1 min
      severity: info
      steps:
        - {name: first, type: error, where: "'a'.matches(this.message)"}
        - {name: second, type: page_view}
      notification: {title: found, message: m}
      """;

  /** The same events, without what fails. */
  static final String SOUND =
      """
      id: sound
      key: userId
      within: 1 min
      severity: info
      steps:
        - {name: first, type: error}
        - {name: second, type: page_view}
      notification: {title: t, message: m}
      """;

  private FailingRules() {}
}
