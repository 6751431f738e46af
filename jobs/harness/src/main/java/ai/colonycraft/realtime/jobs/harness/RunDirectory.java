package ai.colonycraft.realtime.jobs.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The temporary folder of one run: Kafka's data, Flink's checkpoints, the log. */
public final class RunDirectory implements AutoCloseable {

  private final Path dir;
  private volatile boolean keepLog;

  private RunDirectory(Path dir) {
    this.dir = dir;
  }

  /** Makes the folder; fails if there is no place for one. */
  public static RunDirectory create() {
    try {
      return new RunDirectory(Files.createTempDirectory("colonycraft-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no temporary folder can be made (%s); name another place with -Djava.io.tmpdir="
              .formatted(e.getMessage()),
          e);
    }
  }

  /** The folder itself. */
  public Path dir() {
    return dir;
  }

  /** Where Kafka keeps its data. */
  public Path kafka() {
    return dir.resolve("kafka");
  }

  /** Where Flink keeps its own. */
  public Path flink() {
    return dir.resolve("flink");
  }

  /** The log of the run. */
  public Path log() {
    return dir.resolve("run.log");
  }

  /** Keeps the log when the folder is removed. */
  public void keepLog() {
    keepLog = true;
  }

  /** Removes the folder and all in it, save a log that is to be kept. */
  @Override
  public void close() {
    delete(file -> !keepLog || !file.equals(log()) && !file.equals(dir));
  }

  private void delete(Predicate<Path> which) {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(dir)) {
      deepestFirst = all.filter(which).sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path path : deepestFirst) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(path + " could not be removed", e);
      }
    }
  }
}
