package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.lint.Lint;
import picocli.CommandLine.Help.Ansi;

/** Colours, where a terminal shows them; everything is said in words and signs too. */
enum Paint {
  BAD("31;1"),
  DOUBTFUL("33"),
  GOOD("32"),
  QUIET("2"),
  STRONG("1");

  private final String code;

  Paint(String code) {
    this.code = code;
  }

  /** The words in this colour, or just the words. */
  String on(String words) {
    return Ansi.AUTO.enabled() ? "\u001b[%sm%s\u001b[0m".formatted(code, words) : words;
  }

  static Paint of(Lint.Level level) {
    return level == Lint.Level.ERROR ? BAD : DOUBTFUL;
  }
}
