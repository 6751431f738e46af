package ai.colonycraft.realtime.push.benchmark;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** What one would write first: {@code sendText} to each session. */
final class PlainJetty {

  private static final Set<Client> CLIENTS = ConcurrentHashMap.newKeySet();

  private PlainJetty() {}

  /** One client and the series that it asked for. */
  public static final class Client implements Session.Listener.AutoDemanding {
    private final BitSet wanted = new BitSet();
    private Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      String path = opened.getUpgradeRequest().getRequestURI().getPath();
      String series = path.substring(path.lastIndexOf('/') + 1);
      if (series.equals(Contender.EVERYTHING)) {
        wanted.set(0, Load.SERIES);
      } else {
        Arrays.stream(series.split(",")).mapToInt(Integer::parseInt).forEach(wanted::set);
      }
      CLIENTS.add(this);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      CLIENTS.remove(this);
      callback.succeed();
    }
  }

  /** Prints its port, and ends with its standard input. */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container ->
                container.addMapping("/sub/*", (request, response, done) -> new Client())));
    server.start();
    Load load =
        new Load()
            .start(
                (first, count, micros) -> {
                  for (long number = first; number < first + count; number++) {
                    send(number, Load.json(number, micros));
                  }
                });
    System.out.println(connector.getLocalPort());
    load.obey();
    server.stop();
  }

  private static void send(long number, String text) {
    for (Client client : CLIENTS) {
      if (client.wanted.get((int) (number % Load.SERIES))) {
        client.session.sendText(text, Callback.NOOP);
      }
    }
  }
}
