package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Cost;
import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Measured;
import ai.colonycraft.realtime.jobs.quickstart.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.quickstart.Workplace;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * What the user-activity job costs as it grows: events a second, CPU, heap, checkpoints and traffic
 * against its parallelism, against users and against colonies; and what a large platform would need
 * by these figures. The broker is in this process, the job in another.
 */
public final class Growth {

  private static final String USAGE =
      "What the user-activity job costs against parallelism, users and colonies: tables, a picture,"
          + " and what a large platform needs by them.";
  private static final Setting<Integer> EVENTS =
      Setting.wholeNumber("events", 10_000, 100_000_000, 2_400_000, "records of a case, at least");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber("warm-up", 0, 9, 4, "runs of the usual case that do not count, at first");
  private static final Setting<Integer> LARGEST =
      Setting.wholeNumber(
          "largest", 200_000, 10_000_000, 1_000_000, "users, and colonies, of the largest cases");
  private static final Setting<Integer> PLAN =
      Setting.wholeNumber(
          "plan", 1_000, 1_000_000_000, 10_000_000, "users of the platform that is calculated");
  private static final Setting<String> OUT =
      Setting.text("out", "target/growth.svg", "where the picture goes");

  private static final int PARTITIONS = 4;
  private static final int[] PARALLELISM = {1, 2, 4};
  private static final GrowthCase USUAL = new GrowthCase(100_000, 100_000, 2);
  private static final int SMALLEST = 10_000;

  private final GrowthWorker worker;
  private final int events;

  private Growth(GrowthWorker worker, int events) {
    this.worker = worker;
    this.events = events;
  }

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    List<Setting<?>> settings = List.of(EVENTS, WARM_UP, LARGEST, PLAN, OUT);
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, settings));
      return;
    }
    try {
      Settings read = Settings.read(settings, args);
      try (GrowthWorker worker = GrowthWorker.start(PARALLELISM[PARALLELISM.length - 1])) {
        GrowthReport report =
            new Growth(worker, read.get(EVENTS)).run(read.get(LARGEST), read.get(WARM_UP));
        System.out.print(report.marginal());
        System.out.print(report.plan(read.get(PLAN)));
        Files.writeString(Path.of(read.get(OUT)), report.svg());
      }
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  private GrowthReport run(int largest, int warmUp) throws Exception {
    Map<List<Integer>, Set<Integer>> parallelism = new LinkedHashMap<>();
    for (int each : PARALLELISM) {
      parallelism
          .computeIfAbsent(List.of(USUAL.users(), USUAL.colonies()), k -> new LinkedHashSet<>())
          .add(each);
    }
    for (int each : new int[] {SMALLEST, largest}) {
      parallelism.put(List.of(USUAL.users(), each), Set.of(USUAL.parallelism()));
      parallelism.put(List.of(each, USUAL.colonies()), Set.of(USUAL.parallelism()));
    }
    System.out.println(GrowthReport.head());
    List<Measured> all = new ArrayList<>();
    for (Map.Entry<List<Integer>, Set<Integer>> input : parallelism.entrySet()) {
      int cold = all.isEmpty() ? warmUp : 0;
      all.addAll(measure(input.getKey().get(0), input.getKey().get(1), input.getValue(), cold));
    }
    return new GrowthReport(all, USUAL);
  }

  private List<Measured> measure(int users, int colonies, Set<Integer> parallelisms, int warmUp)
      throws Exception {
    GrowthCase usual = new GrowthCase(users, colonies, USUAL.parallelism());
    List<Measured> measured = new ArrayList<>();
    try (Workplace workplace = Workplace.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(workplace.kafka(), 0)) {
      String brokers = kafka.bootstrapServers();
      Topics.create(brokers, PARTITIONS);
      long sent = new GrowthInput(usual).fill(brokers, usual.length(events));
      for (int i = 0; i < warmUp; i++) {
        worker.run(brokers, USUAL.parallelism(), sent);
      }
      for (int parallelism : parallelisms) {
        Measured one =
            new Measured(
                new GrowthCase(users, colonies, parallelism), cost(brokers, parallelism, sent));
        System.out.println(GrowthReport.row(one));
        measured.add(one);
      }
    }
    return measured;
  }

  private Cost cost(String brokers, int parallelism, long sent) throws Exception {
    Map<String, Long> before = topicBytes(brokers);
    Duration cpu = brokerCpu();
    GrowthWorker.Answer answer = worker.run(brokers, parallelism, sent);
    Duration brokerCpu = brokerCpu().minus(cpu);
    long input = before.get(Topics.USER_ACTIVITY.name());
    long output = sum(topicBytes(brokers)) - sum(before);
    return new Cost(
        sent,
        answer.nanos() / 1e9,
        answer.cpuNanos() / 1e3 / sent,
        brokerCpu.toNanos() / 1e3 / sent,
        answer.heapBytes(),
        answer.checkpointBytes(),
        answer.shuffledBytes(),
        input,
        output);
  }

  private static Duration brokerCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static long sum(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What the broker keeps of each of the contract's topics. */
  private static Map<String, Long> topicBytes(String brokers)
      throws ExecutionException, InterruptedException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.describeLogDirs(List.of(nodeId(admin))).allDescriptions().get().values().stream()
          .flatMap(dirs -> dirs.values().stream())
          .flatMap(dir -> dir.replicaInfos().entrySet().stream())
          .filter(replica -> !replica.getKey().topic().startsWith("__"))
          .forEach(
              replica ->
                  bytes.merge(replica.getKey().topic(), replica.getValue().size(), Long::sum));
    }
    return bytes;
  }

  private static int nodeId(Admin admin) throws ExecutionException, InterruptedException {
    return admin.describeCluster().nodes().get().iterator().next().id();
  }
}
