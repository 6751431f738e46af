package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.net.URI;
import java.util.List;

/** The setting of jobs that end and send what they did to a Pushgateway. */
final class Pushing {

  private static final String NONE = "none";

  static final Setting<String> GATEWAY =
      new Setting<>(
          "pushgateway.url",
          "an http or https address without a query, or " + NONE,
          NONE,
          "Pushgateway that a job which ends is to send its last run to",
          text -> {
            URI address = uri(text);
            if (address != null
                && (address.getHost() == null
                    || address.getQuery() != null
                    || !address.getScheme().matches("https?"))) {
              throw new IllegalArgumentException();
            }
            return text;
          });

  private Pushing() {}

  /** The address; null for none. */
  static URI gateway(Settings s) {
    return uri(s.get(GATEWAY));
  }

  /**
   * The address for a job that may end.
   *
   * @param ends whether it does
   * @throws InvalidConfigException if there is an address, and the job does not end
   */
  static URI gateway(Settings s, boolean ends) {
    URI gateway = gateway(s);
    if (gateway != null && !ends) {
      throw new InvalidConfigException(
          List.of(
              "pushgateway.url: expected only with source.bounded, since Prometheus scrapes a job"
                  + " that does not end, found "
                  + gateway));
    }
    return gateway;
  }

  private static URI uri(String text) {
    return text.equals(NONE) ? null : URI.create(text);
  }
}
