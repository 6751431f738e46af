package ai.colonycraft.realtime.push.alerts;

/** A message is not one of Alertmanager's; what is wrong, and where. */
final class BadAlertsException extends Exception {

  BadAlertsException(String message) {
    super(message, null, false, false);
  }
}
