package ai.colonycraft.realtime.push.security;

import java.util.Arrays;
import java.util.Optional;

/** What a token can allow. */
public enum Scope {
  /** To read metrics, the activity feed and flame graphs. */
  METRICS_READ("metrics:read"),
  /** To read notifications. */
  NOTIFICATIONS_READ("notifications:read"),
  /** To acknowledge notifications, which everybody who reads them sees. */
  NOTIFICATIONS_ACKNOWLEDGE("notifications:acknowledge"),
  /** To put rules to rest, and back. */
  RULES_WRITE("rules:write"),
  /** To send what a browser saw. */
  REPORTS_WRITE("reports:write"),
  /** To send alerts. */
  ALERTS_WRITE("alerts:write"),
  /** To send traces of services. */
  TRACES_WRITE("traces:write");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /** As it stands in a token. */
  public String word() {
    return word;
  }

  /** The scope of that word; empty for a word that means nothing here. */
  static Optional<Scope> of(String word) {
    return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
  }
}
