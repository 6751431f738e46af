package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.push.actions.ActionsRetention;
import ai.colonycraft.realtime.push.alerts.AlertEnds;
import ai.colonycraft.realtime.push.alerts.AlertSilences;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Heartbeats;
import ai.colonycraft.realtime.push.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done now and then, on a thread of its own: alerts end, old actions are deleted,
 * heartbeats are published.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration ALERTS = Duration.ofSeconds(15);
  private static final Duration ACTIONS = Duration.ofHours(1);

  private interface Task {
    void run() throws InterruptedException;
  }

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "push-upkeep");
            made.setDaemon(true);
            return made;
          });

  private Upkeep() {}

  static Upkeep start(
      PushConfig config, Notifications notifications, Publisher publisher, PushMetrics metrics) {
    Clock clock = Clock.systemUTC();
    AlertEnds ends =
        new AlertEnds(
            notifications,
            publisher,
            config.topics().notifications(),
            config.alerts().alertmanager(),
            config.alerts().absent(),
            config.alerts().repeatInterval(),
            clock);
    ActionsRetention retention =
        new ActionsRetention(notifications, publisher, config.topics().actions(), clock);
    Upkeep upkeep = new Upkeep();
    // One that has to be absent for a shorter time is asked for more often.
    long alertMillis =
        Math.min(ALERTS.toMillis(), Math.max(100, config.alerts().absent().toMillis()));
    upkeep.every(Duration.ofMillis(alertMillis), ends::run);
    config
        .alerts()
        .silence()
        .map(
            length ->
                new AlertSilences(
                    notifications, config.alerts().alertmanager().orElseThrow(), length, clock))
        .ifPresent(silences -> upkeep.every(ALERTS, silences::run));
    upkeep.every(ACTIONS, retention::run);
    Heartbeats heartbeats = new Heartbeats(publisher, config.topics().heartbeats(), metrics, clock);
    upkeep.every(Heartbeats.INTERVAL, heartbeats::publish);
    return upkeep;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void every(Duration time, Task task) {
    thread.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.error("A task of the upkeep failed, a fault of the program; it is tried again", e);
          }
        },
        time.toMillis(),
        time.toMillis(),
        TimeUnit.MILLISECONDS);
  }
}
