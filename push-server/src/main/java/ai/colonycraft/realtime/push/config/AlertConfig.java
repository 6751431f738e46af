package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an alert ends whose end nobody sent, and where incidents link to.
 *
 * @param alertmanager address of Alertmanager, which is asked what it still names; empty for none
 * @param absent how long it must not have named an alert that then is over
 * @param repeatInterval how often a sender repeats an alert that fires; one that was not named for
 *     four times as long is over
 * @param silence how long a silence in Alertmanager holds that an acknowledgement makes there;
 *     empty if it makes none
 * @param grafana address of Grafana as browsers reach it; empty for no links
 */
public record AlertConfig(
    Optional<String> alertmanager,
    Duration absent,
    Duration repeatInterval,
    Optional<Duration> silence,
    Optional<String> grafana) {

  private static final Setting<Optional<String>> ALERTMANAGER =
      OptionalSettings.word(
          "alerts.alertmanager",
          "address of Alertmanager, like http://localhost:9093, which is asked what still fires");
  private static final Setting<Duration> ABSENT =
      Setting.duration(
          "alerts.absent",
          Duration.ofMillis(1),
          "90 s",
          "how long Alertmanager must not have named an alert that then has ended");
  private static final Setting<Duration> REPEAT_INTERVAL =
      Setting.duration(
          "alerts.repeat-interval",
          Duration.ofMillis(1),
          "4 h",
          "the longest repeat_interval of the senders; an alert not named for four of them has ended");

  private static final Setting<Optional<Duration>> SILENCE =
      OptionalSettings.duration(
          "alerts.silence-acknowledged",
          Duration.ofMinutes(1),
          "an acknowledgement silences the alert in Alertmanager for so long, again while it fires");

  private static final Setting<Optional<String>> GRAFANA =
      OptionalSettings.word(
          "links.grafana", "address of Grafana as browsers reach it, for links from incidents");

  static final List<Setting<?>> SETTINGS =
      List.of(ALERTMANAGER, ABSENT, REPEAT_INTERVAL, SILENCE, GRAFANA);

  static AlertConfig read(Settings settings) {
    return new AlertConfig(
        settings.get(ALERTMANAGER),
        settings.get(ABSENT),
        settings.get(REPEAT_INTERVAL),
        settings.get(SILENCE),
        settings.get(GRAFANA));
  }

  /** What is wrong with the addresses. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    check("alerts.alertmanager", alertmanager, problems);
    check("links.grafana", grafana, problems);
    if (silence.isPresent() && alertmanager.isEmpty()) {
      problems.add(
          "alerts.silence-acknowledged: expected alerts.alertmanager beside it, found none");
    }
    return problems;
  }

  private static void check(String name, Optional<String> address, List<String> problems) {
    address
        .filter(text -> !text.matches("https?://[^/\\s?#]+(/[^\\s?#]*)?"))
        .ifPresent(
            text ->
                problems.add(
                    name
                        + ": expected an address like http://localhost:9093, found \""
                        + text
                        + "\""));
  }
}
