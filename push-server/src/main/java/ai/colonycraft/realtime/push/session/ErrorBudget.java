package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.metrics.PushMetrics;

/** Counts the refused messages of one client, and closes it at the limit. For one thread. */
final class ErrorBudget {

  private final int limit;
  private final Outlet outlet;
  private final PushMetrics metrics;
  private int errors;

  ErrorBudget(int limit, Outlet outlet, PushMetrics metrics) {
    this.limit = limit;
    this.outlet = outlet;
    this.metrics = metrics;
  }

  /** One more was refused, and the client got an error. */
  void spend() {
    metrics.protocolErrors.increment();
    if (++errors == limit) {
      outlet.close(CloseCode.TOO_MANY_ERRORS, errors + " messages were refused");
    }
  }
}
