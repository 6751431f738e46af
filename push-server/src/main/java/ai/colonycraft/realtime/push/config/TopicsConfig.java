package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;

/**
 * The names of the topics.
 *
 * @param liveUpdates metric updates, compacted
 * @param activityFeed lines of the activity feed
 * @param flameGraphs flame graphs
 * @param clientReports what browsers report, which the server writes
 * @param notifications notifications; alerts are written here
 * @param actions what people do about incidents, which the server writes
 * @param people people, their devices and preferences, which the server writes
 * @param outbox what was sent to people, which the server writes
 * @param rules texts of rules, which the server writes when somebody puts one to rest
 * @param ruleStates states of rules
 * @param heartbeats heartbeats, which the server writes
 */
public record TopicsConfig(
    String liveUpdates,
    String activityFeed,
    String flameGraphs,
    String clientReports,
    String notifications,
    String actions,
    String people,
    String outbox,
    String rules,
    String ruleStates,
    String heartbeats) {

  private static final Setting<String> LIVE_UPDATES =
      Setting.text("topics.live-updates", "live-updates", "topic of metric updates");
  private static final Setting<String> ACTIVITY_FEED =
      Setting.text("topics.activity-feed", "activity-feed", "topic of the activity feed");
  private static final Setting<String> FLAME_GRAPHS =
      Setting.text("topics.flamegraphs", "flamegraphs", "topic of flame graphs");
  private static final Setting<String> CLIENT_REPORTS =
      Setting.text("topics.client-reports", "client-reports", "topic for what browsers report");
  private static final Setting<String> NOTIFICATIONS =
      Setting.text("topics.notifications", "notifications", "topic of notifications");
  private static final Setting<String> ACTIONS =
      Setting.text("topics.actions", "actions", "topic for what people do about incidents");
  private static final Setting<String> PEOPLE =
      Setting.text("topics.people", "people", "topic of people, their devices and preferences");
  private static final Setting<String> OUTBOX =
      Setting.text("topics.outbox", "outbox", "topic for what was sent to people");
  private static final Setting<String> RULES =
      Setting.text("topics.cep-rules", "cep-rules", "topic of rules");
  private static final Setting<String> RULE_STATES =
      Setting.text("topics.rule-states", "rule-states", "topic of the states of rules");
  private static final Setting<String> HEARTBEATS =
      Setting.text("topics.heartbeats", "heartbeats", "topic for heartbeats");

  static final List<Setting<?>> SETTINGS =
      List.of(
          LIVE_UPDATES,
          ACTIVITY_FEED,
          FLAME_GRAPHS,
          CLIENT_REPORTS,
          NOTIFICATIONS,
          ACTIONS,
          PEOPLE,
          OUTBOX,
          RULES,
          RULE_STATES,
          HEARTBEATS);

  static TopicsConfig read(Settings settings) {
    return new TopicsConfig(
        settings.get(LIVE_UPDATES),
        settings.get(ACTIVITY_FEED),
        settings.get(FLAME_GRAPHS),
        settings.get(CLIENT_REPORTS),
        settings.get(NOTIFICATIONS),
        settings.get(ACTIONS),
        settings.get(PEOPLE),
        settings.get(OUTBOX),
        settings.get(RULES),
        settings.get(RULE_STATES),
        settings.get(HEARTBEATS));
  }
}
