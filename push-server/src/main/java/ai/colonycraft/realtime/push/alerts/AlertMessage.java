package ai.colonycraft.realtime.push.alerts;

import java.util.List;

/**
 * One message of the webhook.
 *
 * @param alerts those that can be taken
 * @param refused how many can't be taken
 * @param problems what is wrong with the first of these, and where
 * @param truncated how many alerts the sender left out of its message
 */
record AlertMessage(List<Alert> alerts, int refused, List<String> problems, long truncated) {

  AlertMessage {
    alerts = List.copyOf(alerts);
    problems = List.copyOf(problems);
  }
}
