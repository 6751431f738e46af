package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.deliver.Way;
import ai.colonycraft.realtime.push.reach.people.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A way that appends what it is given to a file, which several processes may share. */
public record RecordingWay(Path file) implements Way {

  /** A message that arrived. */
  public record Arrived(
      long at, String kind, int step, String person, String incident, String id, String by) {}

  @Override
  public String name() {
    return "webpush";
  }

  @Override
  public boolean reaches(Person person) {
    return true;
  }

  @Override
  public CompletionStage<Outcome> send(Notice notice, Person person) {
    String line =
        "%d\t%s\t%d\t%s\t%s\t%s\t%s%n"
            .formatted(
                System.currentTimeMillis(),
                notice.kind().label(),
                notice.step(),
                person.id(),
                notice.incident().id(),
                notice.id(),
                notice.by().orElse("-"));
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // As long as a push service takes, so that a server can be killed meanwhile.
    return CompletableFuture.supplyAsync(
        Outcome::accepted, CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS));
  }

  /** What arrived so far, without a line that another process is writing. */
  public List<Arrived> arrived() {
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      return new String(bytes, 0, whole, StandardCharsets.UTF_8)
          .lines()
          .map(RecordingWay::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arrived read(String line) {
    String[] fields = line.split("\t");
    return new Arrived(
        Long.parseLong(fields[0]),
        fields[1],
        Integer.parseInt(fields[2]),
        fields[3],
        fields[4],
        fields[5],
        fields[6]);
  }
}
