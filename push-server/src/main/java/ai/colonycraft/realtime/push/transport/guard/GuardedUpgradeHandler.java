package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.security.Gate;
import ai.colonycraft.realtime.push.transport.connection.AdmittedConnection;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * Opens WebSockets, each mapped path of which is guarded: whatever is behind it sees nothing of a
 * client that has shown no token where one is needed.
 */
final class GuardedUpgradeHandler extends WebSocketUpgradeHandler {

  private final GuardContext context;
  private final BiFunction<FrameHandler, Scheduler, FrameHandler> limited;

  /**
   * Takes what is around each connection.
   *
   * @param limited puts a limit of messages before a connection
   */
  GuardedUpgradeHandler(
      GuardContext context,
      BiFunction<FrameHandler, Scheduler, FrameHandler> limited,
      Consumer<WebSocketUpgradeHandler> configurator) {
    super(configurator);
    this.context = context;
    this.limited = limited;
  }

  @Override
  public void addMapping(String path, WebSocketNegotiator negotiator) {
    addMapping(WebSocketMappings.parsePathSpec(path), negotiator);
  }

  @Override
  public void addMapping(PathSpec path, WebSocketNegotiator negotiator) {
    super.addMapping(path, new Guarded(negotiator));
  }

  /** Puts a {@link GuardedConnection} before what another negotiator gives. */
  private final class Guarded implements WebSocketNegotiator {

    private final WebSocketNegotiator negotiator;

    Guarded(WebSocketNegotiator negotiator) {
      this.negotiator = negotiator;
    }

    @Override
    public FrameHandler negotiate(
        ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
      Gate.Verdict verdict = AccessControl.verdict(request);
      FrameHandler handler = negotiator.negotiate(request, response, callback);
      if (handler == null) {
        return null;
      }
      boolean needsNoToken =
          verdict instanceof Gate.Admitted admitted && admitted.caller().isEmpty();
      if (needsNoToken) {
        ((AdmittedConnection) handler).admit(Visibility.EVERYTHING);
      }
      FrameHandler guarded = needsNoToken ? handler : guard(handler, request, verdict);
      return AddressStreams.counted(request, limited.apply(guarded, getServer().getScheduler()));
    }

    private FrameHandler guard(FrameHandler handler, Request request, Gate.Verdict verdict) {
      Scheduler scheduler = getServer().getScheduler();
      return new GuardedConnection(
          handler, verdict, Request.getPathInContext(request), context, scheduler);
    }

    @Override
    public void customize(Configuration configurable) {
      negotiator.customize(configurable);
    }
  }
}
