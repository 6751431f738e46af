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
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Recorded events and the figures that were computed from them apart from this project. Another
 * folder of the same form can be named with {@code -Drecorded=DIR}.
 */
final class Recorded {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Recorded() {}

  /** One JSON object a line, in order of time. */
  static List<String> userActivity() {
    try (InputStream in = open("user-activity.jsonl.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What must come out. */
  static JsonNode expected() {
    try (InputStream in = open("expected.json")) {
      return JSON.readTree(in).get("user_activity");
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
