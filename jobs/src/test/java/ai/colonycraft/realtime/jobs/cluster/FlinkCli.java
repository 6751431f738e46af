package ai.colonycraft.realtime.jobs.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command {@code flink} as a process of its own, on the shipped config. */
final class FlinkCli {

  /** Says the id of a job. */
  static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");

  /** Says where a savepoint is. */
  static final Pattern SAVED = Pattern.compile("Savepoint completed\\. Path: (\\S+)");

  private final Path logs;
  private final List<String> target;
  private int calls;

  /** Speaks to the cluster that has these settings. */
  FlinkCli(Path logs, Map<String, String> settings) {
    this.logs = logs;
    this.target =
        List.of(
            "-Dexecution.target=remote",
            "-Drest.address=" + settings.get("rest.address"),
            "-Drest.port=" + settings.get("rest.port"),
            "-Dexecution.checkpointing.dir=" + settings.get("execution.checkpointing.dir"),
            "-Dexecution.checkpointing.savepoint-dir="
                + settings.get("execution.checkpointing.savepoint-dir"));
  }

  /**
   * {@code flink run -d}.
   *
   * @param savepoint where to start from, or null
   * @return the job's id
   */
  String run(Path jar, String mainClass, int parallelism, String savepoint, List<String> arguments)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("run", "-d"));
    words.addAll(List.of("-c", mainClass, "-p", Integer.toString(parallelism)));
    if (savepoint != null) {
      words.addAll(List.of("-s", savepoint));
    }
    words.add(jar.toString());
    words.addAll(arguments);
    return find(SUBMITTED, call(words));
  }

  /**
   * {@code flink savepoint}: the job goes on.
   *
   * @return where the savepoint is
   */
  String savepoint(String job) throws Exception {
    return find(SAVED, call(List.of("savepoint", job)));
  }

  /**
   * {@code flink stop}: a savepoint, and the end.
   *
   * @return where the savepoint is
   */
  String stop(String job) throws Exception {
    return find(SAVED, call(List.of("stop", job)));
  }

  /**
   * Any command.
   *
   * @param words as they are written after {@code flink}
   * @return what it printed
   * @throws IllegalStateException if it does not end well
   */
  String call(List<String> words) throws Exception {
    List<String> whole = new ArrayList<>(words);
    whole.addAll(1, target);
    String name = "flink-" + ++calls + "-" + words.get(0);
    List<String> jvm = new ArrayList<>(FlinkServers.jvmOptions());
    jvm.add("-Xmx256m");
    return OsProcess.start(
            name,
            logs.resolve(name + ".log"),
            Map.of("FLINK_CONF_DIR", FlinkServers.CONF.toString()),
            JavaProgram.flink(jvm, "org.apache.flink.client.cli.CliFrontend").with(whole))
        .output();
  }

  /** What the command said at a place. */
  static String find(Pattern pattern, String printed) {
    Matcher matcher = pattern.matcher(printed);
    if (!matcher.find()) {
      throw new IllegalStateException("flink did not say " + pattern + " but:\n" + printed);
    }
    return matcher.group(1);
  }
}
