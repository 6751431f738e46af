package ai.colonycraft.realtime.android;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * The push server that the app is signed in to.
 *
 * @param server scheme, host and port, without a path
 * @param token what the server knows the person by; empty where it asks for none
 */
record Account(URI server, String token) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
  private static final int MAX_TOKEN = 8_192;

  /**
   * Checks what a link or the storage says.
   *
   * @param token null is none
   * @throws IllegalArgumentException if the address is not https (http on loopback alone), holds
   *     more than host and port, or the token can't be sent in a header
   */
  static Account of(String server, String token) {
    URI uri;
    try {
      uri = new URI(server == null ? "" : server);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address: " + server, e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("expected a host: " + server);
    }
    boolean plain = scheme.equals("http") && LOOPBACK.contains(uri.getHost());
    if (!scheme.equals("https") && !plain) {
      throw new IllegalArgumentException("expected https: " + server);
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (uri.getQuery() != null || uri.getFragment() != null || path.length() > 1) {
      throw new IllegalArgumentException("expected an address without a path: " + server);
    }
    String known = token == null ? "" : token;
    if (known.length() > MAX_TOKEN || !known.matches("[\\x21-\\x7e]*")) {
      throw new IllegalArgumentException("the token is malformed");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new Account(URI.create(scheme + "://" + uri.getHost() + port), known);
  }

  /** Whether an address belongs to this server. */
  boolean owns(String address) {
    try {
      URI uri = new URI(address);
      return server.getScheme().equalsIgnoreCase(uri.getScheme())
          && server.getHost().equalsIgnoreCase(uri.getHost())
          && port(server) == port(uri);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** Without the token, so that no log has it. */
  @Override
  public String toString() {
    return "Account[" + server + "]";
  }
}
