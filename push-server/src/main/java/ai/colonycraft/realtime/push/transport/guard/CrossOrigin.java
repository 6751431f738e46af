package ai.colonycraft.realtime.push.transport.guard;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * Answers browsers which pages of other origins may send and read (CORS). Whether a request is let
 * in is decided elsewhere. There are no cookies here, and so credentials are allowed for the one
 * caller that always sends them, {@code navigator.sendBeacon}. A preflight is answered here, and
 * not limited: the answer takes no more work than a refusal.
 */
final class CrossOrigin extends CrossOriginHandler {

  CrossOrigin(Set<String> origins, Handler next) {
    setHandler(next);
    setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(Collectors.toSet()));
    setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT", "DELETE"));
    setAllowedHeaders(
        Set.of("Authorization", "Content-Type", "Last-Event-ID", "traceparent", "tracestate"));
    setExposedHeaders(Set.of("Retry-After"));
    setAllowCredentials(true);
    setPreflightMaxAge(Duration.ofHours(1));
    setDeliverNonAllowedOriginWebSocketUpgradeRequests(true);
  }
}
