package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** On recorded events, three rules find just what plain loops over the same events find. */
class RecordedCorrelationTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String EDITS =
      rule("edits-in-a-row", "userId", "60 s", "{name: edit, type: colony_modified, times: 5..}");
  private static final String NOT_FOUND =
      rule(
          "not-found-thrice",
          "userId",
          "60 s",
          "{name: miss, type: http_request, where: this.statusCode == 404, times: 3..}");
  private static final String OTHER_HAND =
      rule(
          "other-hand",
          "colonyId",
          "30 min",
          "{name: created, type: colony_created}, {name: modified, type: colony_modified,"
              + " where: this.userId != created.userId}");

  private static String rule(String id, String key, String within, String steps) {
    return """
    {id: %s, key: %s, within: %s, severity: info, skip: pastLast, steps: [%s],
     notification: {title: t, message: m}}"""
        .formatted(id, key, within, steps);
  }

  @Test
  void findsWhatAPlainProgramFinds() throws Exception {
    List<String> activity = lines("user-activity.jsonl.gz");
    List<String> services = lines("service-events.jsonl.gz");
    Set<String> expected = new TreeSet<>();
    expected.addAll(runs("edits-in-a-row", activity, "colony_modified", -1, 5));
    expected.addAll(runs("not-found-thrice", services, "http_request", 404, 3));
    expected.addAll(otherHands(activity));

    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "edits-in-a-row", EDITS);
      run.send("cep-rules", "not-found-thrice", NOT_FOUND);
      run.send("cep-rules", "other-hand", OTHER_HAND);
      run.sendAll("user-activity", "userId", activity);
      run.sendAll("service-events", "service", services);
      run.submit("--source.bounded", "true", "--source.start", "earliest");
      run.untilFinished();

      assertThat(new TreeSet<>(run.notifications().keySet())).isEqualTo(expected);
      assertThat(run.live("cep_matches_total")).isEqualTo(expected.size());
    }
    Map<String, Long> counts =
        expected.stream()
            .collect(Collectors.groupingBy(id -> id.split("/")[0], Collectors.counting()));
    System.out.println("matches on the recorded events: " + counts);
    assertThat(counts.keySet())
        .containsExactlyInAnyOrder("edits-in-a-row", "not-found-thrice", "other-hand");
  }

  /** Ids of runs of {@code n} events of a user within less than a minute, none in two runs. */
  private static Set<String> runs(String rule, List<String> lines, String type, int status, int n)
      throws Exception {
    Set<String> ids = new TreeSet<>();
    Map<String, List<JsonNode>> open = new HashMap<>();
    for (JsonNode event : inOrder(lines)) {
      if (!event.get("type").asText().equals(type)
          || !event.has("userId")
          || status >= 0 && event.path("statusCode").asInt() != status) {
        continue;
      }
      String user = event.get("userId").asText();
      List<JsonNode> run = open.computeIfAbsent(user, u -> new ArrayList<>());
      run.removeIf(old -> time(event) - time(old) >= 60_000);
      run.add(event);
      if (run.size() == n) {
        ids.add(rule + "/" + user + "/" + run.get(0).get("eventId").asText());
        run.clear();
      }
    }
    return ids;
  }

  private static Set<String> otherHands(List<String> lines) throws Exception {
    Set<String> ids = new TreeSet<>();
    Map<String, List<JsonNode>> open = new HashMap<>();
    for (JsonNode event : inOrder(lines)) {
      if (!event.has("colonyId")) {
        continue;
      }
      String colony = event.get("colonyId").asText();
      List<JsonNode> created = open.computeIfAbsent(colony, c -> new ArrayList<>());
      created.removeIf(old -> time(event) - time(old) >= 1_800_000);
      switch (event.get("type").asText()) {
        case "colony_created" -> created.add(event);
        case "colony_modified" ->
            created.stream()
                .filter(by -> !by.get("userId").equals(event.get("userId")))
                .findFirst()
                .ifPresent(
                    by -> {
                      ids.add("other-hand/" + colony + "/" + by.get("eventId").asText());
                      created.clear();
                    });
        default -> {}
      }
    }
    return ids;
  }

  private static List<JsonNode> inOrder(List<String> lines) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      events.add(JSON.readTree(line));
    }
    events.sort(
        Comparator.comparingLong(RecordedCorrelationTest::time)
            .thenComparing(event -> event.get("eventId").asText()));
    return events;
  }

  private static long time(JsonNode event) {
    return event.get("timestamp").asLong();
  }

  private static List<String> lines(String file) throws Exception {
    try (InputStream in = RecordedCorrelationTest.class.getResourceAsStream("/recorded/" + file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }
}
