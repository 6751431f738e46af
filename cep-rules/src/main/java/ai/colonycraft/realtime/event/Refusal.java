package ai.colonycraft.realtime.event;

import java.util.Locale;

/** Why a record is not an event. Exactly these are refused; everything else is let through. */
public enum Refusal {
  NOT_JSON,
  NOT_AN_OBJECT,
  MISSING_FIELD,
  WRONG_TYPE,
  TIMESTAMP_TOO_OLD,
  TIMESTAMP_TOO_NEW,
  TOO_LARGE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The reason as dead letters and metrics name it, for example {@code missing_field}. */
  public String label() {
    return label;
  }
}
