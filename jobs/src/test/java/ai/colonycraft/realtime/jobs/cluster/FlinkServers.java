package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.harness.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A standalone cluster as Flink's own scripts start it: ZooKeeper, JobManager and TaskManagers on
 * {@code flink-conf/config.yaml}, each with its addresses, folders and sizes on top. The scripts'
 * arithmetic of memory is Flink's own too.
 */
final class FlinkServers implements AutoCloseable {

  static final int TASK_MANAGERS = 2;

  /** The folder of the config that is shipped. */
  static final Path CONF = Path.of("..", "flink-conf").toAbsolutePath().normalize();

  private static final String OF_CONTAINERS = "containerized.taskmanager.env.";

  private final Path logs;
  private final Path zooKeeperConfig;
  private final Map<String, String> settings = new TreeMap<>();
  private final int[] reporterPorts = new int[TASK_MANAGERS];
  private final OsProcess[] taskManagers = new OsProcess[TASK_MANAGERS];
  private final Path dir;
  private OsProcess zooKeeper;
  private int started;
  private OsProcess jobManager;

  /**
   * Chooses ports; starts nothing.
   *
   * @param more settings on top of the shipped ones and of those that a place asks for
   */
  FlinkServers(Path dir, Path logs, Map<String, String> more) throws IOException {
    this.dir = Files.createDirectories(dir);
    this.logs = logs;
    int quorum = Ports.orFree(0);
    zooKeeperConfig =
        Files.writeString(
            dir.resolve("zoo.cfg"),
            "dataDir=%s%nclientPort=%d%nadmin.enableServer=false%ntickTime=1000%n"
                .formatted(dir.resolve("zookeeper"), quorum));
    set("jobmanager.rpc.address", "127.0.0.1");
    set("jobmanager.rpc.port", Integer.toString(Ports.orFree(0)));
    set("jobmanager.bind-host", "127.0.0.1");
    set("rest.address", "127.0.0.1");
    set("rest.bind-address", "127.0.0.1");
    set("rest.port", Integer.toString(Ports.orFree(0)));
    set("taskmanager.host", "127.0.0.1");
    set("taskmanager.bind-host", "127.0.0.1");
    set("taskmanager.numberOfTaskSlots", "6");
    set("io.tmp.dirs", Files.createDirectories(dir.resolve("tmp")).toString());
    set("web.tmpdir", dir.resolve("tmp").toString());
    set("execution.checkpointing.dir", dir.resolve("checkpoints").toUri().toString());
    set("execution.checkpointing.savepoint-dir", dir.resolve("savepoints").toUri().toString());
    set("high-availability.type", "zookeeper");
    set("high-availability.zookeeper.quorum", "127.0.0.1:" + quorum);
    set("high-availability.zookeeper.client.session-timeout", "10 s");
    set("high-availability.storageDir", dir.resolve("ha").toUri().toString());
    // Small, for a machine that has two cores and other things to do.
    set("jobmanager.memory.process.size", "768m");
    set("jobmanager.memory.off-heap.size", "64m");
    set("taskmanager.memory.process.size", "1280m");
    set("taskmanager.memory.network.max", "96m");
    settings.putAll(more);
    for (int i = 0; i < TASK_MANAGERS; i++) {
      reporterPorts[i] = Ports.orFree(0);
    }
  }

  private void set(String key, String value) {
    settings.put(key, value);
  }

  /** Starts everything; returns at once. */
  void start() throws IOException {
    zooKeeper =
        OsProcess.start(
            "zookeeper",
            logs.resolve("zookeeper.log"),
            environment(),
            JavaProgram.flink(
                    List.of("-Xmx64m", JavaProgram.LOGGING),
                    "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer")
                .with(List.of("--zkConfigFile", zooKeeperConfig.toString(), "--peerId", "1")));
    startJobManager();
    for (int i = 0; i < TASK_MANAGERS; i++) {
      startTaskManager(i);
    }
  }

  /** Starts the JobManager, which takes up the jobs that it finds; returns at once. */
  void startJobManager() throws IOException {
    JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration());
    jobManager =
        start(
            "jobmanager",
            JobManagerProcessUtils.generateJvmParametersStr(memory, configuration()),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("metrics.reporter.prom.port=" + Ports.orFree(0)));
  }

  /** Starts the TaskManager of this number; returns at once. */
  void startTaskManager(int number) throws IOException {
    TaskExecutorProcessSpec memory =
        TaskExecutorProcessUtils.processSpecFromConfig(configuration());
    List<String> own = new ArrayList<>();
    for (String word : TaskExecutorProcessUtils.generateDynamicConfigsStr(memory).split(" ")) {
      if (!word.equals("-D")) {
        own.add(word);
      }
    }
    own.add("metrics.reporter.prom.port=" + reporterPorts[number]);
    own.add("taskmanager.resource-id=tm-%d-%d".formatted(number, ++started));
    taskManagers[number] =
        start(
            "taskmanager-" + number,
            ProcessMemoryUtils.generateJvmParametersStr(memory),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            own);
  }

  private OsProcess start(String name, String memory, String mainClass, List<String> own)
      throws IOException {
    List<String> jvm = new ArrayList<>(List.of(memory.trim().split(" +")));
    jvm.addAll(jvmOptions());
    jvm.add("-Dlog4j2.configurationFile=" + CONF.resolve("log4j-console.properties"));
    jvm.add("-Dlog.file=" + dir.resolve(name + ".log"));
    List<String> arguments = new ArrayList<>(List.of("--configDir", CONF.toString()));
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    own.forEach(setting -> arguments.addAll(List.of("-D", setting)));
    return OsProcess.start(
        name,
        logs.resolve(name + ".log"),
        environment(),
        JavaProgram.flink(jvm, mainClass).with(arguments));
  }

  /** What the shipped config gives every JVM, the client's too. */
  static List<String> jvmOptions() {
    String options =
        GlobalConfiguration.loadConfiguration(CONF.toString()).get(CoreOptions.FLINK_JVM_OPTIONS);
    return List.of(options.trim().split("\\s+"));
  }

  /** The shipped config with what is set on top. */
  private Configuration configuration() {
    return GlobalConfiguration.loadConfiguration(CONF.toString(), Configuration.fromMap(settings));
  }

  /** The variables of a process, those among them that Flink gives its containers. */
  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(OF_CONTAINERS)) {
            environment.put(key.substring(OF_CONTAINERS.length()), value);
          }
        });
    environment.put("FLINK_CONF_DIR", CONF.toString());
    return environment;
  }

  /** Whether every process of it is there. */
  boolean isAlive() {
    return zooKeeper.isAlive()
        && jobManager.isAlive()
        && Arrays.stream(taskManagers).allMatch(OsProcess::isAlive);
  }

  OsProcess jobManager() {
    return jobManager;
  }

  OsProcess taskManager(int number) {
    return taskManagers[number];
  }

  /** The number of the TaskManager that has a resource id. */
  int numberOf(String resourceId) {
    return Integer.parseInt(resourceId.split("-")[1]);
  }

  /** Where the REST API is. */
  int restPort() {
    return Integer.parseInt(settings.get("rest.port"));
  }

  /** Where the reporter of a TaskManager is. */
  int reporterPort(int taskManager) {
    return reporterPorts[taskManager];
  }

  /** Where checkpoints lie. */
  Path checkpoints() {
    return dir.resolve("checkpoints");
  }

  /** What is set on top of the shipped config. */
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  @Override
  public void close() {
    for (OsProcess taskManager : taskManagers) {
      close(taskManager);
    }
    close(jobManager);
    close(zooKeeper);
  }

  private static void close(OsProcess process) {
    if (process != null) {
      process.close();
    }
  }
}
