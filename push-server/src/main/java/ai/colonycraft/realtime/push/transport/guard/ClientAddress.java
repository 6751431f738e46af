package ai.colonycraft.realtime.push.transport.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Which address a client is counted under. */
final class ClientAddress {

  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int HOUSEHOLD_BYTES = 8;

  private ClientAddress() {}

  /**
   * The address of whoever sent a request.
   *
   * @param behindProxy whether {@code X-Forwarded-For} is believed: its last address, which the
   *     proxy itself has seen; those before it are the client's own words
   */
  static String of(Request request, boolean behindProxy) {
    SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
    String forwarded =
        behindProxy
            ? request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, true).stream()
                .reduce((first, second) -> second)
                .orElse(null)
            : null;
    return forwarded != null && LITERAL.matcher(forwarded).matches() ? of(forwarded) : of(peer);
  }

  /** Of a peer: an IPv4 address, or the network of 64 bits that an IPv6 address is in. */
  static String of(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && inet.getAddress() != null
        ? of(inet.getAddress())
        : String.valueOf(peer);
  }

  private static String of(String literal) {
    try {
      return of(InetAddress.getByName(literal)); // Looks nothing up, since it is a literal.
    } catch (UnknownHostException e) {
      return literal;
    }
  }

  private static String of(InetAddress address) {
    return address instanceof Inet6Address && !address.isLoopbackAddress()
        ? HexFormat.of().formatHex(address.getAddress(), 0, HOUSEHOLD_BYTES) + "/64"
        : address.getHostAddress();
  }
}
