package ai.colonycraft.realtime.jobs.health;

import java.util.Set;

/** Label values of what services and browsers say: nothing of theirs can make too many. */
final class Labels {

  static final String UNKNOWN = "unknown";
  static final String OTHER = "other";

  /** RFC 9110, section 9.3, and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private Labels() {}

  /** What was said, or {@code unknown}. */
  static String of(String text) {
    return text == null || text.isEmpty() ? UNKNOWN : text;
  }

  /** A method of HTTP, or {@code other}. */
  static String method(String text) {
    return text == null || text.isEmpty() ? UNKNOWN : METHODS.contains(text) ? text : OTHER;
  }

  /** A status code of three digits, or {@code unknown}. */
  static String status(long code) {
    return code >= 100 && code <= 999 ? Long.toString(code) : UNKNOWN;
  }
}
