package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.security.Gate;
import ai.colonycraft.realtime.push.transport.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** Asks the {@link Gate} about each request, and keeps its verdict with the request. */
public final class AccessControl extends Handler.Wrapper {

  private static final String VERDICT = Gate.Verdict.class.getName();

  /** What proxies and networks of proxies add; none is believed unless the proxy is named. */
  private static final Set<String> FORWARDED =
      Set.of(
          "forwarded",
          "via",
          "x-real-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "true-client-ip",
          "cf-connecting-ip",
          "fastly-client-ip");

  private static final String FORWARDED_PREFIX = "x-forwarded-";

  private final Gate gate;
  private final Duration clockSkew;
  private final PushMetrics metrics;
  private final RefusalLog log;

  AccessControl(Gate gate, Duration clockSkew, PushMetrics metrics, RefusalLog log, Handler next) {
    super(next);
    this.clockSkew = clockSkew;
    this.gate = gate;
    this.metrics = metrics;
    this.log = log;
  }

  /** What was decided about a request that came through here. */
  static Gate.Verdict verdict(Request request) {
    if (request.getAttribute(VERDICT) instanceof Gate.Verdict verdict) {
      return verdict;
    }
    throw new IllegalStateException("nobody asked whether this request is allowed");
  }

  /** Who sent a request; empty if that is not known. */
  public static Optional<Caller> caller(Request request) {
    return verdict(request) instanceof Gate.Admitted admitted
        ? admitted.caller()
        : Optional.empty();
  }

  /** What whoever sent a request may see. */
  public static Visibility visibility(Request request) {
    if (verdict(request) instanceof Gate.Admitted admitted) {
      return admitted.caller().map(Caller::visibility).orElse(Visibility.EVERYTHING);
    }
    throw new IllegalStateException("this request waits for a token");
  }

  private static boolean isForwarded(Request request) {
    return request.getHeaders().stream()
        .map(HttpField::getLowerCaseName)
        .anyMatch(name -> name.startsWith(FORWARDED_PREFIX) || FORWARDED.contains(name));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean upgrade = Refusals.isUpgrade(request);
    Gate.Verdict verdict =
        gate.decide(
            new Gate.Ask(
                Request.getPathInContext(request),
                upgrade,
                request.getHeaders().get(HttpHeader.ORIGIN),
                request.getHeaders().get(HttpHeader.HOST),
                request.getHeaders().get(HttpHeader.AUTHORIZATION),
                isForwarded(request)));
    if (verdict instanceof Gate.Refused refused) {
      Refusals.count(metrics, request, refused.reason());
      log.refused(refused.reason(), refused.message());
      if (refused.status() == 401) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      }
      return Answer.refuse(request, response, callback, refused.status(), refused.message());
    }
    request.setAttribute(VERDICT, verdict);
    if (!upgrade) {
      caller(request).ifPresent(known -> endWith(known, request));
    }
    return super.handle(request, response, callback);
  }

  /** A plain request that is still answered when its token ends is a stream of events. */
  private void endWith(Caller caller, Request request) {
    Instant end = caller.expires().plus(clockSkew);
    Scheduler.Task task =
        getServer()
            .getScheduler()
            .schedule(
                () -> {
                  metrics.tokensEnded.increment();
                  request.getConnectionMetaData().getConnection().getEndPoint().close();
                },
                Math.max(0, Duration.between(Instant.now(), end).toMillis()),
                TimeUnit.MILLISECONDS);
    Request.addCompletionListener(request, failure -> task.cancel());
  }
}
