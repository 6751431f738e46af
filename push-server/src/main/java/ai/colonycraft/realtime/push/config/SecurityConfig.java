package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may connect, and how a connection is kept private. See {@link PushConfig}.
 *
 * @param behindProxy what a proxy in front of this server takes care of
 * @param origins origins beside the server's own whose pages may connect and send, as browsers
 *     write them: {@code https://app.example.com}, or {@code capacitor://localhost} for an app
 * @param certificate PEM file with the certificate and its chain
 * @param certificateKey PEM file with the certificate's private key, PKCS #8
 * @param tokens how tokens are checked
 */
public record SecurityConfig(
    Proxy behindProxy,
    Set<String> origins,
    Optional<Path> certificate,
    Optional<Path> certificateKey,
    TokenConfig tokens) {

  /** What a proxy in front takes care of. */
  public enum Proxy {
    /** There is none. */
    NONE,
    /** It speaks TLS with the clients; tokens are checked here. */
    TLS,
    /** It speaks TLS with the clients and lets nobody through whom it does not know. */
    TLS_AND_AUTHENTICATION
  }

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

  private static final Setting<Proxy> BEHIND_PROXY =
      Setting.choice(
          "http.behind-proxy",
          Proxy.class,
          Proxy.NONE,
          "what a proxy in front does; unless none, its X-Forwarded-For is believed");
  private static final Setting<Set<String>> ORIGINS =
      new Setting<>(
          "http.origins",
          "origins like https://app.example.com or capacitor://localhost with commas between, or none",
          OptionalSettings.NONE,
          "further origins whose pages may connect and send reports",
          SecurityConfig::origins);
  private static final Setting<Optional<Path>> CERTIFICATE =
      OptionalSettings.file(
          "tls.certificate", "PEM file with the certificate and its chain; turns TLS on");
  private static final Setting<Optional<Path>> CERTIFICATE_KEY =
      OptionalSettings.file("tls.key", "PEM file with the certificate's private key (PKCS #8)");

  static final List<Setting<?>> SETTINGS =
      Stream.of(
              List.<Setting<?>>of(BEHIND_PROXY, ORIGINS, CERTIFICATE, CERTIFICATE_KEY),
              TokenConfig.SETTINGS)
          .flatMap(List::stream)
          .toList();

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
        TokenConfig.read(settings));
  }

  /** Whether clients speak TLS with this server itself. */
  public boolean hasTls() {
    return certificate.isPresent();
  }

  /** Whether tokens are asked for. */
  public boolean hasTokens() {
    return tokens.areOn();
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
    if (isLoopback && !hasTokens() && behindProxy == Proxy.TLS) {
      problems.add(
          "http.behind-proxy: expected tls-and-authentication, or auth.keys or auth.secret beside"
              + " tls, since otherwise nobody checks who comes through the proxy");
    }
    if (certificate.isPresent() != certificateKey.isPresent()) {
      problems.add(
          "%s: expected a file too, since %s has one"
              .formatted(
                  certificate.isPresent() ? CERTIFICATE_KEY.name() : CERTIFICATE.name(),
                  certificate.isPresent() ? CERTIFICATE.name() : CERTIFICATE_KEY.name()));
    }
    tokens.problem().ifPresent(problems::add);
    return problems;
  }

  private static Set<String> origins(String text) {
    Set<String> origins = new LinkedHashSet<>();
    if (!text.equals(OptionalSettings.NONE)) {
      Arrays.stream(text.split(",")).map(String::strip).forEach(origins::add);
      if (!origins.stream().allMatch(o -> ORIGIN.matcher(o).matches())) {
        throw new IllegalArgumentException();
      }
    }
    return origins;
  }
}
