package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.config.SecurityConfig;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides whether a page of some origin may talk to this server. */
final class Origins {

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private final Set<String> further;
  private final boolean ownIsSecure;
  private final boolean mayBeLocal;

  /** Takes the origins that are allowed beside the server's own, and how clients reach it. */
  Origins(SecurityConfig config) {
    this.further = config.origins();
    this.ownIsSecure = config.hasTls() || config.hasProxy();
    this.mayBeLocal = config.hasProxy() && !config.hasTls();
  }

  /**
   * Whether it is one of those in {@code http.origins}, or that of the server itself as the client
   * knows it: same host, same port, and https if this server or a proxy has TLS, else http. Behind
   * a proxy http is allowed too when the host is this machine, which is reached without the proxy.
   *
   * @param origin of the header {@code Origin}; {@code "null"} is nobody's
   * @param host of the header {@code Host}; null if there is none
   */
  boolean allow(String origin, String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (further.contains(lower)) {
      return true;
    }
    return host != null
        && (isOf(lower, ownIsSecure ? "https" : "http", host)
            || mayBeLocal && isLoopback(host) && isOf(lower, "http", host));
  }

  private static boolean isOf(String origin, String scheme, String host) {
    String start = scheme + "://";
    return origin.startsWith(start)
        && withoutDefaultPort(origin.substring(start.length()), scheme)
            .equals(withoutDefaultPort(host.toLowerCase(Locale.ROOT), scheme));
  }

  /** Whether a header {@code Host} names this machine by a name that no other can take. */
  static boolean isLoopback(String host) {
    return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String end = scheme.equals("https") ? ":443" : ":80";
    return authority.endsWith(end)
        ? authority.substring(0, authority.length() - end.length())
        : authority;
  }
}
