package ai.colonycraft.realtime.jobs.quickstart.platform;

import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Recorded events, one JSON object a line, played again as if they happened now: the first at the
 * start, the gaps between them divided by the speed; a gap of over a day is left out.
 *
 * <p>A line that is no event, or whose timestamp is a day or more from those around it, is sent as
 * it is with its predecessor, so that the pipeline shows what it makes of it. An empty line is
 * skipped.
 */
public final class Replay implements EventFeed {

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Counting bytes;
  private final long size;
  private final BufferedReader lines;
  private final double speed;
  private final long start;
  private long recordedStart;
  private long recordedLast;
  private long strayed;
  private boolean started;
  private volatile Recorded waiting;
  private volatile long sent;

  private record Recorded(long due, PlatformEvent event) {}

  /**
   * Opens a recording.
   *
   * @param file JSON lines; compressed if its name ends in {@code .gz}
   * @param speed how many times faster than recorded, greater than 0
   * @param start when the first event is due, epoch milliseconds
   * @throws UncheckedIOException if it cannot be read; the message names the file
   */
  public Replay(Path file, double speed, long start) {
    this.speed = speed;
    this.start = start;
    try {
      size = Files.size(file);
      bytes = new Counting(Files.newInputStream(file));
      InputStream plain =
          file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 12) : bytes;
      lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 12);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "replay: expected a file of events, one JSON object a line, found %s (%s)"
              .formatted(file, e),
          e);
    }
    waiting = read(start);
  }

  @Override
  public List<PlatformEvent> next(long now) {
    List<PlatformEvent> due = new ArrayList<>();
    while (waiting != null && waiting.due <= now) {
      due.add(waiting.event);
      waiting = read(waiting.due);
    }
    sent += due.size();
    return due;
  }

  @Override
  public String progress() {
    return waiting == null
        ? "replay done, %,d events".formatted(sent)
        : "replay %d %%".formatted(Math.min(99, bytes.count * 100 / Math.max(1, size)));
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Recorded read(long before) {
    try {
      String line = lines.readLine();
      while (line != null && line.isBlank()) {
        line = lines.readLine();
      }
      return line == null ? null : recorded(line, before);
    } catch (IOException e) {
      throw new UncheckedIOException("replay: the recording breaks off: " + e.getMessage(), e);
    }
  }

  private Recorded recorded(String line, long before) {
    Optional<ObjectNode> event = Json.object(line);
    JsonNode timestamp = event.map(e -> e.get("timestamp")).orElse(null);
    if (timestamp == null || !timestamp.isIntegralNumber() || strays(timestamp.longValue())) {
      byte[] value = line.getBytes(StandardCharsets.UTF_8);
      return new Recorded(before, new PlatformEvent(Topics.USER_ACTIVITY, null, value));
    }
    long due = start + Math.round((timestamp.longValue() - recordedStart) / speed);
    ObjectNode moved = event.get().put("timestamp", due);
    Topic topic = topic(moved);
    JsonNode key = moved.get(topic.key());
    return new Recorded(
        due, new PlatformEvent(topic, key == null ? null : key.asText(), Json.bytes(moved)));
  }

  /**
   * Takes in a timestamp and says whether it is far from all around it. Two that are near each
   * other and far from the ones before are a gap.
   */
  private boolean strays(long timestamp) {
    if (!started) {
      started = true;
      recordedStart = timestamp;
    } else if (Math.abs(timestamp - recordedLast) > DAY_MILLIS) {
      if (Math.abs(timestamp - strayed) > DAY_MILLIS) {
        strayed = timestamp;
        return true;
      }
      recordedStart += timestamp - recordedLast;
    }
    recordedLast = timestamp;
    return false;
  }

  /** Services name the users that ask them, so the service comes first. */
  private static Topic topic(ObjectNode event) {
    if (event.has(Topics.SERVICE_EVENTS.key())) {
      return Topics.SERVICE_EVENTS;
    }
    return event.has(Topics.USER_ACTIVITY.key()) || !event.has(Topics.CLIENT_REPORTS.key())
        ? Topics.USER_ACTIVITY
        : Topics.CLIENT_REPORTS;
  }

  /** Counts the bytes of the file that were read, compressed as they are. */
  private static final class Counting extends FilterInputStream {

    private volatile long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
