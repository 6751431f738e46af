package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.net.URI;

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

  private static URI uri(String text) {
    return text.equals(NONE) ? null : URI.create(text);
  }
}
