package ai.colonycraft.realtime.push.security;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides whether a page of some origin may talk to this server. */
final class Origins {

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private final Set<String> further;

  Origins(Set<String> further) {
    this.further = further;
  }

  /**
   * Whether it is one of those in {@code http.origins}, or that of the server itself as the client
   * knows it. A proxy may have taken TLS off, so only host and port are compared.
   *
   * @param origin of the header {@code Origin}; {@code "null"} is nobody's
   * @param host of the header {@code Host}; null if there is none
   */
  boolean allow(String origin, String host) {
    if (further.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      URI uri = URI.create(origin);
      return uri.getRawAuthority() != null
          && host != null
          && withoutDefaultPort(uri.getRawAuthority(), uri.getScheme())
              .equals(withoutDefaultPort(host, uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a header {@code Host} names this machine by a name that no other can take. */
  static boolean isLoopback(String host) {
    return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String end = "https".equalsIgnoreCase(scheme) ? ":443" : ":80";
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(end) ? lower.substring(0, lower.length() - end.length()) : lower;
  }
}
