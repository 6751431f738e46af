package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.correlation.PlainMatches;
import java.util.Map;

/** The rules of the drills: two that recorded events match, and one that an upgrade changes. */
final class DeployRules {

  /** In force from the start. */
  static final Map<String, String> RELEASED =
      Map.of(
          "edits-in-a-row", PlainMatches.EDITS,
          "other-hand", PlainMatches.OTHER_HAND,
          "deploys", rule("deploys", "deployed"));

  /** The changed rule, and one that is added. */
  static final Map<String, String> NEXT =
      Map.of("deploys", rule("deploys", "deployed anew"), "added", rule("added", "an added rule"));

  private DeployRules() {}

  private static String rule(String id, String title) {
    return """
    {id: %s, key: service, within: 30 min, severity: info,
     steps: [{name: started, type: deployment_started}, {name: finished, type: deployment_finished}],
     notification: {title: "%s", message: m}}\
    """
        .formatted(id, title);
  }

  /** Sends a deployment, which is over within a second. */
  static void deploy(Feeder feeder, long timestamp) {
    event(feeder, "deployment_started", timestamp);
    event(feeder, "deployment_finished", timestamp + 1000);
  }

  private static void event(Feeder feeder, String type, long timestamp) {
    feeder.send(
        "service-events",
        0,
        "{\"type\":\"%s\",\"timestamp\":%d,\"service\":\"web\",\"eventId\":\"deploy-%d\"}"
            .formatted(type, timestamp, timestamp));
  }
}
