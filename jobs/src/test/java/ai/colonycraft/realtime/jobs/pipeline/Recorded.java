package ai.colonycraft.realtime.jobs.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Recorded events and the figures that were computed from them apart from this project. Another
 * folder of the same form can be named with {@code -Drecorded=DIR}.
 */
public final class Recorded {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Recorded() {}

  /** One JSON object a line, in order of time. */
  public static List<String> userActivity() {
    return lines("user-activity.jsonl.gz");
  }

  /** One JSON object a line, in order of time within a minute. */
  public static List<String> serviceEvents() {
    return lines("service-events.jsonl.gz");
  }

  /**
   * The lines with an agent in some, with and without a name, and CPU time in some, of few digits
   * and of many, since the recording has neither. The same at each call.
   */
  public static List<String> withAgents(List<String> lines) {
    Random random = new Random(11);
    List<String> all = new ArrayList<>(lines.size());
    for (String line : lines) {
      StringBuilder more = new StringBuilder();
      if (random.nextInt(3) == 0) {
        more.append(",\"cpuSeconds\":")
            .append(random.nextBoolean() ? "" + random.nextInt(4) : micros(random));
      }
      if (random.nextInt(3) > 0) {
        int agent = random.nextInt(20);
        more.append(",\"agentId\":\"agent/%d\"".formatted(agent))
            .append(random.nextBoolean() ? ",\"agentName\":\"Bee %d\"".formatted(agent) : "");
      }
      all.add(line.substring(0, line.length() - 1) + more + "}");
    }
    return all;
  }

  private static String micros(Random random) {
    return "" + random.nextInt(9_000_000) / 1e6;
  }

  private static List<String> lines(String file) {
    try (InputStream in = open(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What must come out of user activity. */
  public static JsonNode expected() {
    return expected("user_activity");
  }

  /** What must come out of a part of the recording. */
  public static JsonNode expected(String part) {
    try (InputStream in = open("expected.json")) {
      return JSON.readTree(in).get(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) throws IOException {
    String folder = System.getProperty("recorded");
    return folder == null
        ? Recorded.class.getResourceAsStream("/recorded/" + file)
        : Files.newInputStream(Path.of(folder, file));
  }
}
