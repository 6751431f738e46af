package ai.colonycraft.realtime.push.alerts;

/**
 * Thrown for a webhook message that is not one of Alertmanager's or Grafana's; says what and where.
 */
final class BadAlertsException extends Exception {

  BadAlertsException(String message) {
    super(message, null, false, false);
  }
}
