package ai.colonycraft.realtime.rules.lint;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of findings, each with the word by which people name it. */
public enum Lint {
  /** It is no rule: the reader, or flink-cep, can't take it. */
  INVALID("invalid", Level.ERROR),
  /** A condition that holds for no event whatever. */
  NEVER_HOLDS("never-holds", Level.ERROR),
  /** A loop whose condition asks for events that the loop itself must have taken before. */
  NEVER_BEGINS("never-begins", Level.ERROR),
  /** No event that the platform sends can take a step with which a match could begin. */
  CANNOT_START("cannot-start", Level.ERROR),
  /** No event that the platform sends can end an incident, although the rule names one. */
  NEVER_RESOLVES("never-resolves", Level.ERROR),
  /** A loop that emits every sub-match, since matches skip nothing. */
  NEVER_SKIPS("never-skips", Level.ERROR),
  /** A loop that may go on before a silence, which then is not noticed. */
  ENDS_OPEN("ends-open", Level.ERROR),
  /** Partial matches that double with each event. */
  EXPLODES("explodes", Level.ERROR),
  /** A loop that keeps so many events that each costs milliseconds. */
  KEEPS_TOO_MANY("keeps-too-many", Level.ERROR),
  /** More partial matches than the engine keeps. */
  PILES_UP("piles-up", Level.WARNING),
  /** One type of several that can't take a step. */
  TYPE_NEVER_FITS("type-never-fits", Level.WARNING),
  /** A type that the platform doesn't know. */
  UNKNOWN_TYPE("unknown-type", Level.WARNING),
  /** A field that the platform doesn't send with events of a type. */
  NOT_SENT("not-sent", Level.WARNING),
  /** Two files with one id: the later would replace the earlier. */
  DUPLICATE_ID("duplicate-id", Level.ERROR),
  /** A file that is not called as its rule. */
  FILE_NAME("file-name", Level.WARNING),
  /** A rule without an example that matches, or without a near miss. */
  NO_EXAMPLES("no-examples", Level.WARNING),
  /** A word after {@code lint-ignore} that names no lint. */
  UNKNOWN_LINT("unknown-lint", Level.WARNING);

  /** How bad a finding is. */
  public enum Level {
    /** The rule must not be put in force. */
    ERROR,
    /** It may be as it is meant. */
    WARNING;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final String word;
  private final Level level;

  Lint(String word, Level level) {
    this.word = word;
    this.level = level;
  }

  /** As findings show it, and as a rule ignores it. */
  public String word() {
    return word;
  }

  /** How bad such a finding is. */
  public Level level() {
    return level;
  }

  /** The lint of that word. */
  static Optional<Lint> named(String word) {
    return Arrays.stream(values()).filter(lint -> lint.word.equals(word)).findFirst();
  }
}
