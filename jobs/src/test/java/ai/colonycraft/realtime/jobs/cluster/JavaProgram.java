package ai.colonycraft.realtime.jobs.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command of a JVM whose class path is a part of the one that Maven resolved for the tests.
 *
 * @param command up to the main class's arguments
 */
record JavaProgram(List<String> command) {

  /** All to standard output. */
  static final String LOGGING =
      "-Dlog4j2.configurationFile="
          + Path.of("src", "test", "resources", "cluster", "log4j2.properties").toAbsolutePath();

  /** What Flink's distribution holds: its own jars and theirs, and nothing of ours or of Kafka. */
  private static final List<String> FLINK =
      List.of(
          "/org/apache/flink/",
          "/org/slf4j/",
          "/org/apache/logging/log4j/",
          "/com/esotericsoftware/",
          "/org/objenesis/",
          "/org/snakeyaml/",
          "/org/javassist/",
          "/commons-cli/",
          "/commons-collections/",
          "/commons-io/",
          "/org/apache/commons/",
          "/at/yawk/lz4/",
          "/org/xerial/snappy/",
          "/io/dropwizard/",
          "/com/google/code/findbugs/");

  private static final List<String> NOT_FLINK =
      List.of(
          "/flink-connector-kafka",
          "/flink-connector-jdbc",
          "/flink-connector-base",
          "/flink-test-utils",
          "-tests.jar");

  /** Kafka's broker needs these no more than Flink does; all the rest may be its own. */
  private static final List<String> NOT_KAFKA =
      List.of("/org/apache/flink/", "/ai/colonycraft/", "/org/apache/curator/", "/dev/cel/");

  /** A process of Flink. */
  static JavaProgram flink(List<String> jvm, String mainClass) {
    return of(
        jvm,
        classPath()
            .filter(jar -> FLINK.stream().anyMatch(jar::contains))
            .filter(jar -> NOT_FLINK.stream().noneMatch(jar::contains))
            .collect(Collectors.joining(File.pathSeparator)),
        mainClass);
  }

  /** A process of Kafka. */
  static JavaProgram kafka(List<String> jvm, String mainClass) {
    return of(
        jvm,
        classPath()
            .filter(jar -> jar.endsWith(".jar") && !jar.contains("/target/"))
            .filter(jar -> NOT_KAFKA.stream().noneMatch(jar::contains))
            .collect(Collectors.joining(File.pathSeparator)),
        mainClass);
  }

  /** A runnable jar. */
  static JavaProgram jar(List<String> jvm, Path jar) {
    List<String> command = start(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    return new JavaProgram(command);
  }

  private static JavaProgram of(List<String> jvm, String classPath, String mainClass) {
    List<String> command = start(jvm);
    command.addAll(List.of("-cp", classPath, mainClass));
    return new JavaProgram(command);
  }

  /** A command of a JVM that has its class path among its options. */
  static List<String> start(List<String> jvm, String mainClass) {
    List<String> command = start(jvm);
    command.add(mainClass);
    return command;
  }

  private static List<String> start(List<String> jvm) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many small JVMs on few cores: each takes little, and is there soon.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvm);
    return command;
  }

  private static java.util.stream.Stream<String> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  /** The whole command with these arguments. */
  List<String> with(List<String> arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(arguments);
    return whole;
  }
}
