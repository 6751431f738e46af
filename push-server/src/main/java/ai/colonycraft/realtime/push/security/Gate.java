package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import java.util.Optional;

/**
 * Decides whether a request is let in: the one place that does, for WebSockets, event streams and
 * plain requests alike. Any thread may use it.
 */
public final class Gate {

  /**
   * What is known of a request.
   *
   * @param path decoded and without {@code ..}
   * @param upgrade whether it asks for a WebSocket
   * @param origin header {@code Origin}; null if there is none
   * @param host header {@code Host}; null if there is none
   * @param authorization header {@code Authorization}; null if there is none
   * @param forwarded whether it has a header that proxies add
   */
  public record Ask(
      String path,
      boolean upgrade,
      String origin,
      String host,
      String authorization,
      boolean forwarded) {}

  /** What becomes of a request. */
  public sealed interface Verdict {}

  /** It is let in; the caller is known if tokens are on and the path needs one. */
  public record Admitted(Optional<Caller> caller) implements Verdict {}

  /** The WebSocket is opened, and is served only after a first message with a token. */
  public record Awaiting(Scope scope) implements Verdict {}

  /**
   * It is turned away.
   *
   * @param status 401 for a missing or bad token, 403 otherwise
   * @param message for whoever wrote the client
   */
  public record Refused(int status, Refusal reason, String message) implements Verdict {}

  private static final String BEARER = "Bearer ";
  private static final Admitted ANYBODY = new Admitted(Optional.empty());

  private final Optional<Tokens> tokens;
  private final Origins origins;
  private final Optional<AcknowledgeTokens> acknowledgeTokens;
  private final boolean anonymousReports;
  private final boolean onlyLoopback;
  private final boolean expectsNoProxy;

  /**
   * Takes its rules.
   *
   * @param tokens empty if tokens are off
   * @param acknowledgeTokens checks those that notifications bring; empty if none do
   */
  public Gate(
      SecurityConfig config,
      Optional<Tokens> tokens,
      Optional<AcknowledgeTokens> acknowledgeTokens) {
    this.tokens = tokens;
    this.acknowledgeTokens = acknowledgeTokens;
    this.origins = new Origins(config);
    this.anonymousReports = config.tokens().anonymousReports();
    this.expectsNoProxy = !config.hasProxy() && !(config.hasTls() && tokens.isPresent());
    this.onlyLoopback = tokens.isEmpty() && !config.hasProxy();
  }

  /** Decides. */
  public Verdict decide(Ask ask) {
    Optional<Scope> scope = Access.needed(ask.path());
    if (scope.isEmpty()) {
      return ANYBODY;
    }
    if (expectsNoProxy && ask.forwarded()) {
      // With TLS and tokens here, it is a proxy of the client's own, which makes no difference.
      return new Refused(
          403,
          Refusal.PROXY,
          "A proxy forwarded this request, and http.behind-proxy names none; set it to what the"
              + " proxy does.");
    }
    if (onlyLoopback && !Origins.isLoopback(ask.host())) {
      // A page elsewhere may have pointed its own name at 127.0.0.1 (DNS rebinding).
      return new Refused(
          403,
          Refusal.HOST,
          "This server answers to localhost only. If a proxy is in front of it, set"
              + " http.behind-proxy.");
    }
    if (ask.origin() != null && !origins.allow(ask.origin(), ask.host())) {
      return new Refused(
          403,
          Refusal.ORIGIN,
          "Pages of this origin may not connect; http.origins lists those that may.");
    }
    if (acknowledgeTokens.isPresent()
        && ask.authorization() != null
        && ask.authorization().startsWith(AcknowledgeTokens.SCHEME)) {
      return withAcknowledgeToken(ask, acknowledgeTokens.get());
    }
    return tokens.isEmpty() ? ANYBODY : withToken(ask, scope.get(), tokens.get());
  }

  /** Where tokens are off too, so that it says who acknowledges. */
  private static Verdict withAcknowledgeToken(Ask ask, AcknowledgeTokens known) {
    try {
      String incident =
          Access.acknowledged(ask.path())
              .orElseThrow(
                  () ->
                      new TokenException(
                          Refusal.SCOPE, "the token of a notification is for /ack alone"));
      String token = ask.authorization().substring(AcknowledgeTokens.SCHEME.length()).strip();
      return new Admitted(Optional.of(known.check(token, incident)));
    } catch (TokenException e) {
      return new Refused(
          e.refusal() == Refusal.SCOPE ? 403 : 401,
          e.refusal(),
          "Not allowed: " + e.getMessage() + ".");
    }
  }

  /**
   * Whose token it is, if it allows what is asked.
   *
   * @throws TokenException if it does not
   */
  public Caller check(String token, Scope scope) throws TokenException {
    return check(token, scope, tokens.orElseThrow());
  }

  private Verdict withToken(Ask ask, Scope scope, Tokens known) {
    String authorization = ask.authorization();
    if (authorization == null) {
      return withoutToken(ask, scope);
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Refused(401, Refusal.NO_TOKEN, "Expected Authorization: Bearer and a token.");
    }
    try {
      Caller caller = check(authorization.substring(BEARER.length()).strip(), scope, known);
      if (Access.isWhole(ask.path()) && !caller.visibility().isEverything()) {
        return new Refused(
            403,
            Refusal.SCOPE,
            "Not allowed: the token is narrowed, and this counts what everybody does.");
      }
      return new Admitted(Optional.of(caller));
    } catch (TokenException e) {
      String why = "Not allowed: " + e.getMessage();
      return e.refusal() == Refusal.SCOPE
          ? new Refused(403, e.refusal(), why + "; ask the issuer for a token with that scope.")
          : new Refused(401, e.refusal(), why + ".");
    }
  }

  private Verdict withoutToken(Ask ask, Scope scope) {
    if (ask.origin() != null && ask.upgrade() && Access.isWebSocket(ask.path())) {
      return new Awaiting(scope);
    }
    if (ask.origin() != null && scope == Scope.REPORTS_WRITE && anonymousReports) {
      return ANYBODY;
    }
    return new Refused(
        401,
        Refusal.NO_TOKEN,
        "Expected Authorization: Bearer and a token for " + scope.word() + ".");
  }

  private static Caller check(String token, Scope scope, Tokens known) throws TokenException {
    Caller caller = known.check(token);
    if (!caller.may(scope)) {
      throw new TokenException(Refusal.SCOPE, "the token has no scope " + scope.word());
    }
    return caller;
  }
}
