package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.cluster.RecordedDay.Sending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What breaks most often, on a cluster of separate processes; one table at the end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickDrillsIT {

  private static final int LAST = Order.DEFAULT + 1;

  final DrillTable table = new DrillTable();
  Cluster cluster;
  Drills drills;

  @BeforeAll
  void start() throws Exception {
    start(Map.of());
  }

  /** Starts the cluster with these settings of Flink on top. */
  final void start(Map<String, String> settings) throws Exception {
    long begin = System.nanoTime();
    cluster = Cluster.start(getClass().getSimpleName(), settings, DeployRules.RELEASED);
    drills = new Drills(cluster, table);
    System.out.printf("cluster up after %.1f s%n", (System.nanoTime() - begin) / 1e9);
  }

  @AfterAll
  void stop() {
    System.out.println(table);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void taskManagerKilled() throws Exception {
    drills.drill(
        "`kill -9` of a TaskManager, another one at once",
        () -> {
          int busy = cluster.busyTaskManager();
          cluster.flink.taskManager(busy).kill();
          cluster.flink.startTaskManager(busy);
        });
  }

  @Test
  void pushServerKilled() throws Exception {
    drills.drill(
        "`kill -9` of the push server, back after 5 s",
        () -> {
          cluster.push.kill();
          outage(Duration.ofSeconds(5));
          cluster.push.start();
        });
  }

  @Test
  void brokerKilled() throws Exception {
    drills.drill(
        "`kill -9` of the broker, back after 5 s",
        () -> {
          cluster.broker.kill();
          outage(Duration.ofSeconds(5));
          cluster.broker.start();
        });
  }

  /** Last, since those after it would run at another parallelism. */
  @Test
  @Order(LAST)
  void upgraded() throws Exception {
    List<Sending> round = drills.nextRound();
    DeployRules.deploy(cluster.feeder, round.get(0).timestamp() - 60_000);
    Path next = NextVersion.of(cluster.jar, cluster.logs.resolve("next.jar"));

    drills.drill(
        "upgrade: savepoint, stop, next jar, parallelism 2 to 3, rules changed",
        () -> {
          Savepoints saved = Savepoints.stopping(cluster);
          DeployRules.NEXT.forEach(cluster.broker::publishRule);
          saved.start(next, NextUserActivityJob.class.getName(), 3);
          // After all events of services, which would be late behind it. While all is silent, the
          // event time of rules goes on with the clock: it must not reach this one before it is
          // sent.
          cluster.feeder.awaitEnd();
          DeployRules.deploy(cluster.feeder, round.get(round.size() - 1).timestamp() + 120_000);
        });

    assertThat(cluster.page.titled("deployed")).as("before").isOne();
    assertThat(cluster.page.titled("deployed anew")).as("of the changed rule").isOne();
    assertThat(cluster.page.titled("an added rule")).as("of the added rule").isOne();
  }

  /** The length of an outage is a part of its drill. */
  static void outage(Duration length) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
  }
}
