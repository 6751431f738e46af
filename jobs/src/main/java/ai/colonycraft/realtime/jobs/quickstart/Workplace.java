package ai.colonycraft.realtime.jobs.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A temporary folder for all that one run keeps: Kafka's data, Flink's checkpoints, the log. */
public final class Workplace implements AutoCloseable {

  private final Path dir;
  private volatile boolean keepLog;

  private Workplace(Path dir) {
    this.dir = dir;
  }

  /** Makes the folder; fails if there is no place for one. */
  public static Workplace create() {
    try {
      return new Workplace(Files.createTempDirectory("colonycraft-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no temporary folder can be made (%s); name another place with -Djava.io.tmpdir="
              .formatted(e.getMessage()),
          e);
    }
  }

  Path dir() {
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

  Path log() {
    return dir.resolve("quickstart.log");
  }

  /** Lets the log outlive the end, for whoever wants to know what went wrong. */
  void keepLog() {
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
