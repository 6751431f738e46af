package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the server listens, and how long connections last.
 *
 * @param host the address to listen on; any but loopback needs authentication and TLS
 * @param port the TCP port to listen on; 0 lets the system choose
 * @param connections WebSocket connections at a time; a further one gets 503
 * @param idleTimeout silence after which a connection is considered dead; longer than the ping
 *     interval
 * @param pingInterval time between two pings to a client
 * @param drain time over which the connections are closed when the server stops
 */
public record HttpConfig(
    String host,
    int port,
    int connections,
    Duration idleTimeout,
    Duration pingInterval,
    Duration drain) {

  private static final Setting<String> HOST =
      Setting.text(
          "http.host",
          "127.0.0.1",
          "address to listen on; any but loopback needs authentication and TLS");
  private static final Setting<Integer> PORT =
      Setting.port("http.port", 8080, "port to listen on; 0 lets the system choose");
  private static final Setting<Integer> CONNECTIONS =
      Setting.wholeNumber(
          "http.connections", 1, 1_000_000, 10_000, "WebSocket connections at a time");
  private static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "http.idle-timeout",
          Duration.ofSeconds(1),
          "90 s",
          "silence after which a connection is closed; more than http.ping-interval");
  private static final Setting<Duration> PING_INTERVAL =
      Setting.duration(
          "http.ping-interval", Duration.ofMillis(100), "30 s", "time between pings to a client");
  private static final Setting<Duration> DRAIN =
      Setting.duration(
          "http.drain",
          Duration.ZERO,
          "10 s",
          "time over which connections are closed when the server stops");

  static final List<Setting<?>> SETTINGS =
      List.of(HOST, PORT, CONNECTIONS, IDLE_TIMEOUT, PING_INTERVAL, DRAIN);

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

  /** Whether nobody but this machine can connect. */
  boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  /** Why a client could be closed between two pings. */
  Optional<String> problem() {
    return pingInterval.compareTo(idleTimeout) < 0
        ? Optional.empty()
        : Optional.of(
            "%s: expected less than %s (%d ms), found %d ms"
                .formatted(
                    PING_INTERVAL.name(),
                    IDLE_TIMEOUT.name(),
                    idleTimeout.toMillis(),
                    pingInterval.toMillis()));
  }

  static HttpConfig read(Settings settings) {
    return new HttpConfig(
        settings.get(HOST),
        settings.get(PORT),
        settings.get(CONNECTIONS),
        settings.get(IDLE_TIMEOUT),
        settings.get(PING_INTERVAL),
        settings.get(DRAIN));
  }
}
