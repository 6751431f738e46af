package ai.colonycraft.realtime.jobs.quickstart.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

  private static final long THEN = Instant.parse("2015-09-12T00:47:00Z").toEpochMilli();
  private static final long NOW = Instant.parse("2026-03-04T15:00:00Z").toEpochMilli();

  @TempDir private Path dir;

  @Test
  void movesEventsToNowAndDividesTheirGapsByTheSpeed() throws IOException {
    try (Replay replay = new Replay(file(user(0), user(60_000), user(90_000)), 60, NOW)) {
      assertThat(values(replay.next(NOW))).containsExactly(userAt(NOW));
      assertThat(replay.next(NOW + 999)).isEmpty();
      assertThat(values(replay.next(NOW + 1_500)))
          .containsExactly(userAt(NOW + 1_000), userAt(NOW + 1_500));
    }
  }

  @Test
  void readsCompressedRecordings() throws IOException {
    Path file = dir.resolve("events.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((user(0) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    try (Replay replay = new Replay(file, 1, NOW)) {
      assertThat(values(replay.next(NOW))).containsExactly(userAt(NOW));
    }
  }

  @Test
  void sendsEachEventToItsTopicUnderItsKey() throws IOException {
    String service =
        "{\"type\":\"http_request\",\"timestamp\":%d,\"service\":\"assets\",\"userId\":\"u-1\"}"
            .formatted(THEN);
    String report =
        "{\"type\":\"web_vital\",\"timestamp\":%d,\"sessionId\":\"s-1\"}".formatted(THEN);
    try (Replay replay = new Replay(file(user(0), service, report), 1, NOW)) {
      assertThat(replay.next(NOW))
          .extracting(event -> event.topic().name() + " " + event.key())
          .containsExactly("user-activity u-1", "service-events assets", "client-reports s-1");
    }
  }

  @Test
  void sendsWhatIsNoEventAsItIsAndGoesOn() throws IOException {
    String far = "{\"type\":\"x\",\"timestamp\":9999999999999,\"userId\":\"u-1\"}";
    try (Replay replay = new Replay(file(user(0), "{\"type\":", "", far, user(5)), 1, NOW)) {
      assertThat(values(replay.next(NOW + 5)))
          .containsExactly(userAt(NOW), "{\"type\":", far, userAt(NOW + 5));
    }
  }

  @Test
  void leavesOutAGapOfDays() throws IOException {
    long days = 3L * 24 * 3600 * 1000;
    try (Replay replay = new Replay(file(user(0), user(days), user(days + 10)), 1, NOW)) {
      assertThat(values(replay.next(NOW + 10))).hasSize(3).last().isEqualTo(userAt(NOW));
    }
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    try (Replay replay = new Replay(file(user(0), user(60_000)), 1, NOW)) {
      replay.next(NOW);
      assertThat(replay.progress()).matches("replay \\d+ %");
      replay.next(NOW + 60_000);
      assertThat(replay.progress()).isEqualTo("replay done, 2 events");
    }
  }

  @Test
  void namesAFileThatCannotBeRead() {
    Path missing = dir.resolve("missing.jsonl");

    assertThatThrownBy(() -> new Replay(missing, 1, NOW))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }

  private Path file(String... lines) throws IOException {
    return Files.write(dir.resolve("events.jsonl"), List.of(lines));
  }

  private static String user(long offset) {
    return userAt(THEN + offset);
  }

  private static String userAt(long timestamp) {
    return "{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"u-1\"}".formatted(timestamp);
  }

  private static List<String> values(List<PlatformEvent> events) {
    return events.stream().map(e -> new String(e.value(), StandardCharsets.UTF_8)).toList();
  }
}
