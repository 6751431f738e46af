package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that do not get the header of a request across in time: an idle timeout does
 * not see those that send a byte now and then. What comes after the header is for others to watch.
 */
final class HeaderDeadline implements Connection.Listener {

  private final Duration time;
  private final Scheduler scheduler;
  private final PushMetrics metrics;
  private final Map<Connection, Scheduler.Task> checks = new ConcurrentHashMap<>();

  HeaderDeadline(Duration time, Scheduler scheduler, PushMetrics metrics) {
    this.time = time;
    this.scheduler = scheduler;
    this.metrics = metrics;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData) {
      checkLater(connection, 0, 0);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Scheduler.Task check = checks.remove(connection);
    if (check != null) {
      check.cancel();
    }
  }

  private void checkLater(Connection connection, long requests, long bytes) {
    checks.put(
        connection,
        scheduler.schedule(
            () -> check(connection, requests, bytes), time.toMillis(), TimeUnit.MILLISECONDS));
    if (!connection.getEndPoint().isOpen()) {
      onClosed(connection);
    }
  }

  private void check(Connection connection, long requestsBefore, long bytesBefore) {
    long requests = connection.getMessagesIn();
    long bytes = connection.getBytesIn();
    boolean isBusy = requests > connection.getMessagesOut();
    boolean noneYet = requests == 0;
    boolean trickles = requests == requestsBefore && bytes > bytesBefore;
    if (!isBusy && (noneYet || trickles)) {
      metrics.requestsRefused.increment(Refusal.SLOW_HEADER);
      connection.getEndPoint().close();
    } else {
      checkLater(connection, requests, bytes);
    }
  }
}
