package ai.colonycraft.realtime.rules;

import java.util.Locale;

/** Why an incident ended. */
public enum Resolution {
  /** The event came that its rule names in {@code resolve}. */
  RECOVERED,
  /** No match was added to it for the time that its rule names in {@code expires}. */
  EXPIRED,
  /** It was the one seen least recently when its rule and key had too many open incidents. */
  REPLACED,
  /** Its rule was changed, deleted or suspended. */
  RULE_CHANGED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As notifications, metrics and examples have it. */
  public String word() {
    return word;
  }
}
