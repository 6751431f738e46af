package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.budget.Clients;
import ai.colonycraft.realtime.push.config.LimitConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.security.AcknowledgeTokens;
import ai.colonycraft.realtime.push.security.Gate;
import ai.colonycraft.realtime.push.security.Tokens;
import ai.colonycraft.realtime.push.security.UnusableFileException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * What stands between clients and everything that is served: what browsers of other origins may
 * read first, then limits of an address, then the {@link Gate}.
 */
public final class Protection {

  private final PushConfig config;
  private final int places;
  private final SecurityConfig security;
  private final LimitConfig limits;
  private final PushMetrics metrics;
  private final RateLimits rates;
  private final RefusalLog log = new RefusalLog(Clock.systemUTC());
  private final Gate gate;

  /**
   * Reads the keys of tokens, if tokens are on.
   *
   * @param places connections that there may be together
   * @param acknowledgeTokens checks those that notifications bring
   * @throws UnusableFileException if there are none to be had
   */
  public Protection(
      PushConfig config,
      int places,
      PushMetrics metrics,
      Optional<AcknowledgeTokens> acknowledgeTokens)
      throws UnusableFileException {
    this.config = config;
    this.places = places;
    this.security = config.security();
    this.limits = config.limits();
    this.metrics = metrics;
    this.rates = new RateLimits(config, metrics);
    Optional<Tokens> tokens =
        security.hasTokens()
            ? Optional.of(
                new Tokens(security.tokens(), Clock.systemUTC(), metrics.reloadsFailed::increment))
            : Optional.empty();
    this.gate = new Gate(security, tokens, acknowledgeTokens);
  }

  /** Watches the connections of a connector. */
  public void watch(ServerConnector connector) {
    connector.addBean(new HeaderDeadline(limits.headerTime(), connector.getScheduler(), metrics));
    if (!security.hasProxy()) {
      connector.addBean(new AddressConnections(perAddress(), metrics));
    }
  }

  /** Puts before a handler everything that a request must pass. */
  public Handler around(Clients clients, Handler next) {
    Handler handler = new AccessControl(gate, security.tokens().clockSkew(), metrics, log, next);
    handler = rates.byAddress(limits.requestsPerSecond(), Refusal.REQUEST_RATE, handler);
    if (security.hasProxy()) {
      handler = new AddressStreams(perAddress(), metrics, handler);
    }
    // Before the limits, so that a page of another origin can read that it is limited.
    handler = new CrossOrigin(security.origins(), handler);
    return new CountedMemory(clients, security.hasProxy(), handler);
  }

  private PerAddress perAddress() {
    return new PerAddress(limits.connectionsPerAddress(), places);
  }

  /** Opens WebSockets; every path that the configurator maps is guarded. */
  public WebSocketUpgradeHandler webSockets(Consumer<WebSocketUpgradeHandler> configurator) {
    return new GuardedUpgradeHandler(
        new GuardContext(
            gate,
            security.tokens().deadline(),
            security.tokens().clockSkew(),
            metrics,
            log,
            Clock.systemUTC()),
        (connection, scheduler) ->
            new MessageRate(
                connection,
                config.sessions().messagesPerSecond(),
                config.sessions().subscriptions(),
                metrics,
                scheduler),
        configurator);
  }
}
