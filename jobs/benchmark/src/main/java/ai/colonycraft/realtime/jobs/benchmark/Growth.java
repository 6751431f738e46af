package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Cost;
import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Measured;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
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
  private static final Setting<Integer> USUAL =
      Setting.wholeNumber(
          "usual",
          1_000,
          1_000_000,
          100_000,
          "users, and colonies, of the usual case; others have a tenth and ten times as many");
  private static final Setting<Integer> PLAN =
      Setting.wholeNumber(
          "plan", 1_000, 1_000_000_000, 10_000_000, "users of the platform that is calculated");
  private static final Setting<String> OUT =
      Setting.text("out", "target/growth.svg", "where the picture goes");

  private static final int PARTITIONS = 4;
  private static final int[] PARALLELISM = {1, 2, 4};
  private static final int USUAL_PARALLELISM = 2;
  private static final int STEP = 10;

  private final GrowthWorker worker;
  private final int usual;
  private final int events;

  private Growth(GrowthWorker worker, int usual, int events) {
    this.worker = worker;
    this.usual = usual;
    this.events = events;
  }

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(
        args,
        USAGE,
        List.of(USUAL, EVENTS, WARM_UP, PLAN, OUT),
        read -> {
          try (GrowthWorker worker = GrowthWorker.start(PARALLELISM[PARALLELISM.length - 1])) {
            GrowthReport report =
                new Growth(worker, read.get(USUAL), read.get(EVENTS)).run(read.get(WARM_UP));
            System.out.print(report.marginal());
            System.out.print(report.plan(read.get(PLAN)));
            Files.writeString(Path.of(read.get(OUT)), report.svg());
          }
        });
  }

  private GrowthReport run(int warmUp) throws Exception {
    Map<List<Integer>, Set<Integer>> cases = new LinkedHashMap<>();
    Set<Integer> all = new LinkedHashSet<>();
    for (int each : PARALLELISM) {
      all.add(each);
    }
    cases.put(List.of(usual, usual), all);
    for (int each : new int[] {usual / STEP, usual * STEP}) {
      cases.put(List.of(usual, each), Set.of(USUAL_PARALLELISM));
      cases.put(List.of(each, usual), Set.of(USUAL_PARALLELISM));
    }
    System.out.println(GrowthReport.head());
    List<Measured> measured = new ArrayList<>();
    for (Map.Entry<List<Integer>, Set<Integer>> input : cases.entrySet()) {
      int cold = measured.isEmpty() ? warmUp : 0;
      measured.addAll(
          measure(input.getKey().get(0), input.getKey().get(1), input.getValue(), cold));
    }
    return new GrowthReport(measured, new GrowthCase(usual, usual, USUAL_PARALLELISM));
  }

  private List<Measured> measure(int users, int colonies, Set<Integer> parallelisms, int warmUp)
      throws Exception {
    GrowthCase size = new GrowthCase(users, colonies, USUAL_PARALLELISM);
    List<Measured> measured = new ArrayList<>();
    try (RunDirectory runDirectory = RunDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0)) {
      String brokers = kafka.bootstrapServers();
      Topics.create(brokers, PARTITIONS);
      long sent = new GrowthInput(size).fill(brokers, size.length(events));
      for (int i = 0; i < warmUp; i++) {
        worker.run(brokers, USUAL_PARALLELISM, sent);
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
