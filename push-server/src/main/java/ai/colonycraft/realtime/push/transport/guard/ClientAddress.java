package ai.colonycraft.realtime.push.transport.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Which address a client is counted under. */
final class ClientAddress {

  /** An address as proxies write it: some add a port, and then put IPv6 into brackets. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?<v4>\\d{1,3}(\\.\\d{1,3}){3})(:\\d{1,5})?"
              + "|\\[(?<bracketed>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)](:\\d{1,5})?"
              + "|(?<v6>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)");

  private static final int HOUSEHOLD_BYTES = 8;
  private static final int SITE_BYTES = 6;
  private static final String HOUSEHOLD = "/64";

  private ClientAddress() {}

  /**
   * The address of whoever sent a request.
   *
   * @param behindProxy whether {@code X-Forwarded-For} is believed: its last address, which the
   *     proxy itself has seen; those before it are the client's own words. What is no address
   *     counts as the proxy
   */
  static String of(Request request, boolean behindProxy) {
    SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
    String forwarded =
        behindProxy
            ? request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, true).stream()
                .reduce((first, second) -> second)
                .orElse(null)
            : null;
    return Optional.ofNullable(forwarded).flatMap(ClientAddress::of).orElseGet(() -> of(peer));
  }

  /** The first 48 bits, which one customer may have, of an IPv6 address; empty for IPv4. */
  static Optional<String> network(String address) {
    return address.endsWith(HOUSEHOLD)
        ? Optional.of(address.substring(0, 2 * SITE_BYTES) + "/48")
        : Optional.empty();
  }

  /** Of a peer: an IPv4 address, or the network of 64 bits that an IPv6 address is in. */
  static String of(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && inet.getAddress() != null
        ? of(inet.getAddress())
        : String.valueOf(peer);
  }

  /** Of an address with or without a port; empty for anything else. */
  static Optional<String> of(String forwarded) {
    Matcher literal = LITERAL.matcher(forwarded.strip());
    if (!literal.matches()) {
      return Optional.empty();
    }
    try {
      String address =
          Stream.of("v4", "bracketed", "v6")
              .map(literal::group)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      // Looks nothing up, since it is a literal.
      return Optional.of(of(InetAddress.getByName(address)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String of(InetAddress address) {
    return address instanceof Inet6Address && !address.isLoopbackAddress()
        ? HexFormat.of().formatHex(address.getAddress(), 0, HOUSEHOLD_BYTES) + HOUSEHOLD
        : address.getHostAddress();
  }
}
