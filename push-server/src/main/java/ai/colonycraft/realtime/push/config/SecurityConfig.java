package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may connect, and how a connection is kept private. See {@link PushConfig}.
 *
 * @param behindProxy what a proxy in front of this server takes care of
 * @param origins origins beside the server's own whose pages may connect and send, as browsers
 *     write them: {@code https://app.example.com}
 * @param certificate PEM file with the certificate and its chain
 * @param certificateKey PEM file with the certificate's private key, PKCS #8
 * @param tokenKeys PEM or JWKS file with the public keys of those who issue tokens
 * @param tokenSecret file with the secret that tokens are signed with
 * @param issuer what {@code iss} of a token must be
 * @param audience what {@code aud} of a token must hold
 * @param clockSkew how far the issuer's clock may be from ours
 * @param tokenDeadline time for the first message of a WebSocket, which holds the token
 * @param anonymousReports whether pages may send reports without a token
 */
public record SecurityConfig(
    Proxy behindProxy,
    Set<String> origins,
    Optional<Path> certificate,
    Optional<Path> certificateKey,
    Optional<Path> tokenKeys,
    Optional<Path> tokenSecret,
    Optional<String> issuer,
    Optional<String> audience,
    Duration clockSkew,
    Duration tokenDeadline,
    boolean anonymousReports) {

  /** What a proxy in front takes care of. */
  public enum Proxy {
    /** There is none. */
    NONE,
    /** It speaks TLS with the clients; tokens are checked here. */
    TLS,
    /** It speaks TLS with the clients and lets nobody through whom it does not know. */
    TLS_AND_AUTHENTICATION
  }

  private static final String NONE = "none";
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

  private static final Setting<Proxy> BEHIND_PROXY =
      Setting.choice(
          "http.behind-proxy",
          Proxy.class,
          Proxy.NONE,
          "what a proxy in front does; unless none, its X-Forwarded-For is believed");
  private static final Setting<Set<String>> ORIGINS =
      new Setting<>(
          "http.origins",
          "origins like https://app.example.com with commas between, or none",
          NONE,
          "further origins whose pages may connect and send reports",
          SecurityConfig::origins);
  private static final Setting<Optional<Path>> CERTIFICATE =
      file("tls.certificate", "PEM file with the certificate and its chain; turns TLS on");
  private static final Setting<Optional<Path>> CERTIFICATE_KEY =
      file("tls.key", "PEM file with the certificate's private key (PKCS #8)");
  private static final Setting<Optional<Path>> TOKEN_KEYS =
      file("auth.keys", "PEM or JWKS file with the public keys that sign tokens; turns tokens on");
  private static final Setting<Optional<Path>> TOKEN_SECRET =
      file("auth.secret", "file with the secret that signs tokens (HS256), instead of auth.keys");
  private static final Setting<Optional<String>> ISSUER =
      word("auth.issuer", "what iss of a token must be; none accepts any");
  private static final Setting<Optional<String>> AUDIENCE =
      word("auth.audience", "what aud of a token must hold; none accepts any");
  private static final Setting<Duration> CLOCK_SKEW =
      Setting.duration(
          "auth.clock-skew", Duration.ZERO, "30 s", "how far an issuer's clock may be from ours");
  private static final Setting<Duration> TOKEN_DEADLINE =
      Setting.duration(
          "auth.deadline",
          Duration.ofMillis(100),
          "10 s",
          "time for the first message of a WebSocket, which holds the token");
  private static final Setting<Boolean> ANONYMOUS_REPORTS =
      Setting.flag(
          "auth.anonymous-reports", false, "whether pages may send reports without a token");

  static final List<Setting<?>> SETTINGS =
      List.of(
          BEHIND_PROXY,
          ORIGINS,
          CERTIFICATE,
          CERTIFICATE_KEY,
          TOKEN_KEYS,
          TOKEN_SECRET,
          ISSUER,
          AUDIENCE,
          CLOCK_SKEW,
          TOKEN_DEADLINE,
          ANONYMOUS_REPORTS);

  /** Copies the origins. */
  public SecurityConfig {
    origins = Set.copyOf(origins);
  }

  static SecurityConfig read(Settings settings) {
    return new SecurityConfig(
        settings.get(BEHIND_PROXY),
        settings.get(ORIGINS),
        settings.get(CERTIFICATE),
        settings.get(CERTIFICATE_KEY),
        settings.get(TOKEN_KEYS),
        settings.get(TOKEN_SECRET),
        settings.get(ISSUER),
        settings.get(AUDIENCE),
        settings.get(CLOCK_SKEW),
        settings.get(TOKEN_DEADLINE),
        settings.get(ANONYMOUS_REPORTS));
  }

  /** Whether clients speak TLS with this server itself. */
  public boolean hasTls() {
    return certificate.isPresent();
  }

  /** Whether tokens are asked for. */
  public boolean hasTokens() {
    return tokenKeys.isPresent() || tokenSecret.isPresent();
  }

  /** Whether requests come through a proxy, which then says whom they are from. */
  public boolean hasProxy() {
    return behindProxy != Proxy.NONE;
  }

  /** What no single setting shows: the parts that are missing for listening on {@code host}. */
  List<String> problems(String host, boolean isLoopback) {
    List<String> problems = new ArrayList<>();
    if (!isLoopback && !hasTls() && !hasProxy()) {
      problems.add(
          ("http.host: expected a loopback address (127.0.0.1, ::1 or localhost), since \"%s\""
                  + " needs TLS: set tls.certificate and tls.key, or http.behind-proxy if a proxy in"
                  + " front has it")
              .formatted(host));
    }
    if (!isLoopback && !hasTokens() && behindProxy != Proxy.TLS_AND_AUTHENTICATION) {
      problems.add(
          ("http.host: expected a loopback address (127.0.0.1, ::1 or localhost), since \"%s\""
                  + " needs authentication: set auth.keys or auth.secret, or http.behind-proxy"
                  + " tls-and-authentication if a proxy in front has it")
              .formatted(host));
    }
    if (certificate.isPresent() != certificateKey.isPresent()) {
      problems.add(
          "%s: expected a file too, since %s has one"
              .formatted(
                  certificate.isPresent() ? CERTIFICATE_KEY.name() : CERTIFICATE.name(),
                  certificate.isPresent() ? CERTIFICATE.name() : CERTIFICATE_KEY.name()));
    }
    if (tokenKeys.isPresent() && tokenSecret.isPresent()) {
      problems.add("auth.secret: expected none, since auth.keys has a file");
    }
    return problems;
  }

  private static Setting<Optional<Path>> file(String name, String help) {
    return new Setting<>(
        name, "the path of a file, or none", NONE, help, text -> optional(text).map(Path::of));
  }

  private static Setting<Optional<String>> word(String name, String help) {
    return new Setting<>(
        name, "text that is not blank, or none", NONE, help, SecurityConfig::optional);
  }

  private static Optional<String> optional(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException();
    }
    return text.equals(NONE) ? Optional.empty() : Optional.of(text);
  }

  private static Set<String> origins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    if (!text.equals(NONE)) {
      Arrays.stream(text.split(",")).map(String::strip).forEach(origins::add);
      if (!origins.stream().allMatch(o -> ORIGIN.matcher(o).matches())) {
        throw new IllegalArgumentException();
      }
    }
    return origins;
  }
}
