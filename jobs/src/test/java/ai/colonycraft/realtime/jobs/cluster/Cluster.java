package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.pipeline.Program;
import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The product on a cluster: broker, ZooKeeper, JobManager, two TaskManagers and push server, each a
 * process of its own, and a page that listens. The logs of all stay in {@code target/cluster}.
 */
final class Cluster implements AutoCloseable {

  static final String ACTIVITY = "ai.colonycraft.realtime.jobs.UserActivityJob";
  static final String HEALTH = "ai.colonycraft.realtime.jobs.ServiceHealthJob";
  static final String CORRELATION = "ai.colonycraft.realtime.jobs.EventCorrelationJob";

  /** The jar that is submitted. */
  final Path jar;

  final Broker broker;
  final FlinkServers flink;
  final FlinkCli cli;
  final FlinkRest rest;
  final PushProcess push;
  final Feeder feeder;
  final WindowsTopic windows;
  final FlamesTopic flames;
  final Path logs;
  PageClient page;
  String activityJob;
  String healthJob;
  String correlationJob;

  private final Path data = Files.createTempDirectory("cluster");

  private Cluster(String name, Map<String, String> settings) throws Exception {
    jar = built("jobs", "flink");
    logs = Path.of("target", "cluster", name).toAbsolutePath();
    delete(logs);
    Files.createDirectories(logs);
    broker = new Broker(data.resolve("kafka"), logs);
    flink = new FlinkServers(data.resolve("flink"), logs, settings);
    cli = new FlinkCli(logs, flink.settings());
    rest = new FlinkRest(flink.restPort());
    push = new PushProcess(built("push-server", "runnable"), broker.address(), logs);
    feeder = new Feeder(broker.address());
    windows = new WindowsTopic(broker.address());
    flames = new FlamesTopic(broker.address());
  }

  /**
   * Starts everything, and waits until all of it is ready and the jobs run.
   *
   * @param name of the folder of the logs
   * @param settings of Flink on top of the shipped ones
   * @param rules texts by id
   */
  static Cluster start(String name, Map<String, String> settings, Map<String, String> rules)
      throws Exception {
    Program.require("node");
    Cluster cluster = new Cluster(name, settings);
    try {
      cluster.startAll(rules);
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw new IllegalStateException("no cluster came up; see the logs in " + cluster.logs, e);
    }
  }

  private void startAll(Map<String, String> rules) throws Exception {
    flink.start();
    broker.start();
    broker.createTopics(RecordedDay.PARTITIONS);
    push.start();
    rules.forEach(broker::publishRule);
    awaitTaskManagers();
    activityJob = cli.run(jar, ACTIVITY, 2, null, arguments());
    healthJob = cli.run(jar, HEALTH, 2, null, arguments());
    correlationJob = cli.run(jar, CORRELATION, 2, null, arguments());
    push.awaitReady();
    page = new PageClient(push.port(), logs.resolve("page.log"));
    page.awaitOpen();
    awaitJobs();
  }

  /** The jobs' settings: where the broker is, and the defaults for all else. */
  List<String> arguments() {
    return List.of("--kafka.bootstrap.servers", broker.address());
  }

  /** Waits until every TaskManager is known. */
  void awaitTaskManagers() {
    Awaitility.await("TaskManagers")
        .failFast("a process of Flink ended", () -> !flink.isAlive())
        .atMost(Patience.START)
        .ignoreExceptions()
        .until(() -> rest.taskManagers() == FlinkServers.TASK_MANAGERS);
  }

  /** Waits until the three jobs run with all their tasks. */
  void awaitJobs() {
    Awaitility.await("jobs that run")
        .atMost(Patience.FIGURES)
        .ignoreExceptions()
        .until(() -> rest.runs(activityJob) && rest.runs(healthJob) && rest.runs(correlationJob));
  }

  /** The number of the TaskManager that has the one operator that every count passes through. */
  int busyTaskManager() throws Exception {
    return flink.numberOf(rest.taskManagerOf(activityJob, "metrics"));
  }

  /** What the reporters of all TaskManagers show. */
  Scrape scrape() {
    List<Scrape.Sample> samples = new ArrayList<>();
    for (int i = 0; i < FlinkServers.TASK_MANAGERS; i++) {
      samples.addAll(Scrape.of(flink.reporterPort(i)).samples());
    }
    return new Scrape(samples);
  }

  /** A jar that the build has made. */
  private static Path built(String module, String classifier) throws IOException {
    Path folder = Path.of("..", module, "target").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-" + classifier + ".jar"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no %s jar in %s: run mvn package first".formatted(classifier, folder)));
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    feeder.close();
    windows.close();
    flink.close();
    push.close();
    broker.close();
    delete(data);
  }

  private static void delete(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
