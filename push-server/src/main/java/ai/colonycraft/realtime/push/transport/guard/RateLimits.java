package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.transport.http.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.DoSHandler;

/** Limits on how often clients ask, by buckets that leak at the rate that is allowed. */
public final class RateLimits {

  /** How many addresses of a network may use all of their limit at one time. */
  private static final int HOUSEHOLDS_OF_A_NETWORK = 16;

  private static final int BURST_SECONDS = 2;
  private static final Duration FORGET_AFTER = Duration.ofSeconds(10);

  private final Buckets buckets = new Buckets();
  private final boolean behindProxy;
  private final PushMetrics metrics;

  public RateLimits(PushConfig config, PushMetrics metrics) {
    this.behindProxy = config.security().hasProxy();
    this.metrics = metrics;
  }

  /** By the client's address, and for IPv6 by the network of 48 bits too. */
  Handler byAddress(int perSecond, Refusal reason, Handler next) {
    Handler byAddress = limit(r -> ClientAddress.of(r, behindProxy), perSecond, reason, next);
    DoSHandler byNetwork =
        limit(r -> network(r).orElse(""), perSecond * HOUSEHOLDS_OF_A_NETWORK, reason, byAddress);
    byNetwork.exclude(r -> network(r).isEmpty());
    return byNetwork;
  }

  private Optional<String> network(Request request) {
    return ClientAddress.network(ClientAddress.of(request, behindProxy));
  }

  /** For reports only: by the client's address, and by the subject of the token if there is one. */
  public Handler reports(String path, int perSecond, Handler next) {
    return byAddressAndToken(path, perSecond, Refusal.REPORT_RATE, next);
  }

  /** For traces only: by the client's address, and by the subject of the token if there is one. */
  public Handler traces(String path, int perSecond, Handler next) {
    return byAddressAndToken(path, perSecond, Refusal.TRACE_RATE, next);
  }

  private Handler byAddressAndToken(String path, int perSecond, Refusal reason, Handler next) {
    DoSHandler byToken =
        limit(
            r -> AccessControl.caller(r).map(Caller::subject).orElse(""), perSecond, reason, next);
    byToken.exclude(r -> AccessControl.caller(r).isEmpty());
    DoSHandler byAddress = limit(r -> ClientAddress.of(r, behindProxy), perSecond, reason, byToken);
    byAddress.includePath(path);
    return byAddress;
  }

  private DoSHandler limit(
      Function<Request, String> client, int perSecond, Refusal reason, Handler next) {
    return new DoSHandler(
        next,
        client.andThen(buckets::of),
        new DoSHandler.LeakingBucketTrackerFactory(
            perSecond, perSecond * BURST_SECONDS, FORGET_AFTER),
        (request, response, callback) -> {
          Refusals.count(metrics, request, reason);
          response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
          return Answer.refuse(
              request,
              response,
              callback,
              429,
              "Too many requests: at most %d a second.".formatted(perSecond));
        },
        Buckets.COUNT,
        true);
  }
}
