package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;

/**
 * How clients reach a server: from addresses of this machine, or through a proxy, which says for
 * which address it asks.
 *
 * @param port of the server
 * @param token that lets in; null where tokens are off
 * @param behindProxy whether clients come through a proxy, as addresses of IPv6
 */
record Door(int port, String token, boolean behindProxy) {

  private static final String PROXY = "127.0.0.1";

  /** A client that reads, from an address of a group of addresses. */
  RawClient reader(int group, int number) throws IOException {
    return behindProxy
        ? RawClient.reader(port, PROXY, headers(group, number))
        : RawClient.reader(port, here(group, number), headers(group, number));
  }

  /** The same, one that does not read. */
  RawClient deaf(int group, int number) throws IOException {
    return behindProxy
        ? RawClient.deaf(port, PROXY, headers(group, number))
        : RawClient.deaf(port, here(group, number), headers(group, number));
  }

  /** What a proxy, and the client, put into a request. */
  String headers(int group, int number) {
    String forwarded =
        behindProxy ? "X-Forwarded-For: 2001:db8:%x:%x::1\r\n".formatted(group, number) : "";
    return token == null ? forwarded : forwarded + "Authorization: Bearer " + token + "\r\n";
  }

  private static String here(int group, int number) {
    return "127.%d.%d.%d".formatted(group, number / 250, number % 250 + 1);
  }
}
