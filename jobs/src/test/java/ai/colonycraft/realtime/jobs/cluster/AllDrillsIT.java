package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.cluster.RecordedDay.Sending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that breaks; {@code mvn verify -Pdrills}. */
class AllDrillsIT extends QuickDrillsIT {

  private static final long TEN_MINUTES = Duration.ofMinutes(10).toMillis();

  private SmallStore store;

  @BeforeAll
  @Override
  void start() throws Exception {
    store = SmallStore.mount();
    start(Map.of("execution.checkpointing.dir", store.dir().resolve("state").toUri().toString()));
  }

  @AfterAll
  @Override
  void stop() {
    super.stop();
    store.close();
  }

  @Test
  void jobManagerKilled() throws Exception {
    drills.drill(
        "`kill -9` of the JobManager, another one at once",
        drills.nextRound(),
        drills.slowerFromHalf(),
        () -> {
          cluster.flink.jobManager().kill();
          cluster.flink.startJobManager();
          // The tasks work on until another one leads, and takes the jobs up anew.
          cluster.awaitJobs();
        });
  }

  /** The next version is bad: the old jar goes on from what was saved before the upgrade. */
  @Test
  void rolledBack() throws Exception {
    List<Sending> round = drills.nextRound();
    Path next = NextVersion.of(cluster.jar, cluster.logs.resolve("bad.jar"));
    drills.drill(
        "upgrade, and back: the old jar from the savepoints taken before",
        round,
        drills.slowerFromHalf(),
        () -> {
          Savepoints before = Savepoints.taken(cluster);
          Savepoints.stopping(cluster).start(next, NextUserActivityJob.class.getName(), 3);
          cluster.awaitJobs();
          drills.awaitWindowAfter(round.get(round.size() / 2).timestamp());

          Savepoints.stopping(cluster);
          before.start(cluster.jar, Cluster.ACTIVITY, 2);
        });
  }

  @Test
  void brokerAwayForTwentySeconds() throws Exception {
    drills.drill(
        "`kill -9` of the broker, back after 20 s",
        () -> {
          cluster.broker.kill();
          outage(Duration.ofSeconds(20));
          cluster.broker.start();
        });
  }

  @Test
  void allOfThemOneAfterAnother() throws Exception {
    drills.drill(
        "TaskManager, JobManager, broker (20 s), push server (5 s), 5 s apart",
        () -> {
          int busy = cluster.busyTaskManager();
          cluster.flink.taskManager(busy).kill();
          cluster.flink.startTaskManager(busy);
          outage(Duration.ofSeconds(5));
          cluster.flink.jobManager().kill();
          cluster.flink.startJobManager();
          outage(Duration.ofSeconds(5));
          cluster.broker.kill();
          outage(Duration.ofSeconds(20));
          cluster.broker.start();
          outage(Duration.ofSeconds(5));
          cluster.push.kill();
          outage(Duration.ofSeconds(5));
          cluster.push.start();
        });
  }

  @Test
  void taskManagerFrozen() throws Exception {
    drills.drill(
        "`kill -STOP` of a TaskManager for 30 s",
        () -> {
          OsProcess busy = cluster.flink.taskManager(cluster.busyTaskManager());
          busy.freeze();
          outage(Duration.ofSeconds(30));
          busy.thaw();
        });
  }

  @Test
  void checkpointStoreFull() throws Exception {
    store.require();
    drills.drill(
        "checkpoint store full until three checkpoints failed",
        drills.nextRound(),
        drills.slowerFromHalf(),
        () -> {
          int failed = cluster.rest.failedCheckpoints(cluster.activityJob);
          store.fill();
          Awaitility.await("checkpoints that fail")
              .atMost(Patience.FIGURES)
              .until(() -> cluster.rest.failedCheckpoints(cluster.activityJob) >= failed + 3);
          store.clear();
          int completed = cluster.rest.checkpoints(cluster.activityJob);
          Awaitility.await("a checkpoint")
              .atMost(Patience.FIGURES)
              .until(() -> cluster.rest.checkpoints(cluster.activityJob) > completed);
        });
  }

  @Test
  void poisonEveryTenMilliseconds() throws Exception {
    long before = rejected();
    AtomicInteger poison = new AtomicInteger();
    Thread sender =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                int number = poison.getAndIncrement();
                cluster.feeder.send(
                    "user-activity", number % RecordedDay.PARTITIONS, "poison " + number);
                try {
                  TimeUnit.MILLISECONDS.sleep(10);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    sender.start();
    try {
      drills.drill("a poison record every 10 ms", drills.nextRound(), Drills.USUAL, Drills.NOTHING);
    } finally {
      sender.interrupt();
      sender.join();
    }
    Awaitility.await("refusals")
        .atMost(Patience.FIGURES)
        .untilAsserted(() -> assertThat(rejected()).isEqualTo(before + poison.get()));
  }

  /** The correlation job, which reads the same records, refuses and counts them too. */
  private long rejected() {
    return cluster
        .scrape()
        .by("events_rejected_total", "job_name")
        .getOrDefault("UserActivityJob", 0L);
  }

  /** Its users send to another partition meanwhile, as they would if it had no leader. */
  @Test
  void partitionIdle() throws Exception {
    List<Sending> round = drills.nextRound();
    int silentFrom = round.size() / 10;
    int silentTo = round.size() * 9 / 10;
    List<Sending> events = new ArrayList<>();
    for (int i = 0; i < round.size(); i++) {
      Sending event = round.get(i);
      boolean elsewhere = event.partition() == 0 && i >= silentFrom && i < silentTo;
      events.add(elsewhere ? new Sending(1, event.timestamp(), event.json()) : event);
    }
    drills.drill(
        "a partition idle for longer than `event.idle`",
        events,
        // Slowly when it comes back: a moment is minutes of these days, and it must not be late.
        sent -> Math.abs(sent - silentTo) < 100 ? 20 : 180,
        () -> {
          drills.awaitWindowAfter(round.get(silentFrom).timestamp() + TEN_MINUTES);
          assertThat(cluster.feeder.sent()).as("sent when windows moved on").isLessThan(silentTo);
        });
  }

  @Test
  void partitionTenMinutesLate() throws Exception {
    List<Sending> events = new ArrayList<>(drills.nextRound());
    events.sort(
        Comparator.comparingLong(
            event -> event.timestamp() + (event.partition() == 0 ? TEN_MINUTES : 0)));
    drills.drill("a partition 10 minutes behind", events, Drills.USUAL, Drills.NOTHING);
  }

  @Test
  void burst() throws Exception {
    drills.drill("ten times the rate", drills.nextRound(), drills.burstFromHalf(), Drills.NOTHING);
  }
}
