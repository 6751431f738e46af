package ai.colonycraft.realtime.push.reach.webpush;

import ai.colonycraft.realtime.push.config.WebPushConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Decides which endpoints of subscriptions requests are sent to: https on port 443, at a push
 * service that the settings name, whose addresses are public. A browser names the endpoint, so
 * without this anybody could have the server send requests into its own network. Any thread may use
 * it.
 */
public final class Endpoints {

  private static final int HTTPS = 443;
  private static final int BYTE = 0xFF;

  /** An endpoint to which nothing is sent; the message says why. */
  public static final class RefusedException extends Exception {
    RefusedException(String message) {
      super(message, null, false, false);
    }
  }

  private final List<String> services;
  private final boolean local;

  /** Takes what the settings allow. */
  public Endpoints(WebPushConfig config) {
    this.services = config.services();
    this.local = config.testOnlyLocalServices();
  }

  /**
   * Checks an endpoint without asking the DNS.
   *
   * @throws RefusedException if nothing is sent to it
   */
  public URI check(String endpoint) throws RefusedException {
    URI uri;
    try {
      uri = new URI(endpoint);
    } catch (URISyntaxException e) {
      throw new RefusedException("endpoint: expected an address");
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new RefusedException("endpoint: expected an address with a host, without user and #");
    }
    if (isLocal(uri)) {
      return uri;
    }
    if (!"https".equals(uri.getScheme()) || uri.getPort() != -1 && uri.getPort() != HTTPS) {
      throw new RefusedException("endpoint: expected https on port 443");
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (services.stream().noneMatch(s -> lower.equals(s) || lower.endsWith("." + s))) {
      throw new RefusedException(
          "endpoint: expected a push service that webpush.services lists, found " + lower);
    }
    return uri;
  }

  /**
   * Checks that a host has only public addresses. Asks the DNS, and so may block.
   *
   * @throws RefusedException if one is not
   * @throws UnknownHostException if it has none, or the DNS does not answer
   */
  void checkAddresses(URI endpoint) throws RefusedException, UnknownHostException {
    if (isLocal(endpoint)) {
      return;
    }
    for (InetAddress address : InetAddress.getAllByName(endpoint.getHost())) {
      if (!isPublic(address)) {
        throw new RefusedException(
            "endpoint: expected public addresses of %s, found %s"
                .formatted(endpoint.getHost(), address.getHostAddress()));
      }
    }
  }

  /** Whether an address is one of the internet. */
  static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & BYTE;
    int second = bytes[1] & BYTE;
    if (address instanceof Inet6Address) {
      // fc00::/7 is unique local; 64:ff9b::/96 and 2002::/16 hold addresses of IPv4.
      return (first & 0xFE) != 0xFC
          && !(first == 0 && second == 0x64)
          && !(first == 0x20 && second == 0x02);
    }
    // 0/8 is this network, 100.64/10 carriers' own, 192.0.0/24 and 198.18/15 special, 240/4
    // reserved.
    return first != 0
        && !(first == 100 && (second & 0xC0) == 64)
        && !(first == 192 && second == 0 && bytes[2] == 0)
        && !(first == 198 && (second & 0xFE) == 18)
        && first < 240;
  }

  private boolean isLocal(URI uri) {
    return local && "http".equals(uri.getScheme()) && "127.0.0.1".equals(uri.getHost());
  }
}
