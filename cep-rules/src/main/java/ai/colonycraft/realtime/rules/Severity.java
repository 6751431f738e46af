package ai.colonycraft.realtime.rules;

import java.util.Locale;

/** How bad a match is; the {@code type} of its notification. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As rules, notifications and metrics have it. */
  public String word() {
    return word;
  }
}
