package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/**
 * Closes a connection as it is accepted when its address has as many as it may. For a server that
 * its clients reach directly; behind a proxy all connections are the proxy's.
 */
final class AddressConnections implements SelectorManager.AcceptListener {

  private final PerAddress open;
  private final PushMetrics metrics;
  private final Map<SelectableChannel, String> addresses = new ConcurrentHashMap<>();

  AddressConnections(PerAddress places, PushMetrics metrics) {
    this.open = places;
    this.metrics = metrics;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    String address = address(channel);
    if (open.take(address)) {
      addresses.put(channel, address);
    } else {
      metrics.requestsRefused.increment(Refusal.ADDRESS_CONNECTIONS);
      IO.close(channel);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    String address = addresses.remove(channel);
    if (address != null) {
      open.give(address);
    }
  }

  /** Addresses that are connected. */
  int addresses() {
    return open.size();
  }

  private static String address(SelectableChannel channel) {
    try {
      return ClientAddress.of(((SocketChannel) channel).getRemoteAddress());
    } catch (IOException e) {
      return "unknown";
    }
  }
}
