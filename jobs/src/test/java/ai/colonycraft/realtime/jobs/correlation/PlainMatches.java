package ai.colonycraft.realtime.jobs.correlation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Three rules, and what plain loops over the same events find for each. */
public final class PlainMatches {

  /** Five edits of a user within a minute. */
  public static final String EDITS =
      rule("edits-in-a-row", "userId", "60 s", "{name: edit, type: colony_modified, times: 5..}");

  /** Three requests of a user within a minute for what is not there. */
  public static final String NOT_FOUND =
      rule(
          "not-found-thrice",
          "userId",
          "60 s",
          "{name: miss, type: http_request, where: this.statusCode == 404, times: 3..}");

  /** A colony made by one and changed by another within half an hour. */
  public static final String OTHER_HAND =
      rule(
          "other-hand",
          "colonyId",
          "30 min",
          "{name: created, type: colony_created}, {name: modified, type: colony_modified,"
              + " where: this.userId != created.userId}");

  private static final ObjectMapper JSON = new ObjectMapper();

  private PlainMatches() {}

  private static String rule(String id, String key, String within, String steps) {
    return """
    {id: %s, key: %s, within: %s, severity: info, skip: pastLast, steps: [%s],
     notification: {title: t, message: m}}\
    """
        .formatted(id, key, within, steps);
  }

  /** Ids of the notifications of {@link #EDITS}. */
  public static Set<String> edits(List<String> lines) throws IOException {
    return runs("edits-in-a-row", lines, "colony_modified", -1, 5);
  }

  /** Ids of the notifications of {@link #NOT_FOUND}. */
  public static Set<String> notFound(List<String> lines) throws IOException {
    return runs("not-found-thrice", lines, "http_request", 404, 3);
  }

  /** Ids of runs of {@code n} events of a user within less than a minute, none in two runs. */
  private static Set<String> runs(String rule, List<String> lines, String type, int status, int n)
      throws IOException {
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

  /** Ids of the notifications of {@link #OTHER_HAND}. */
  public static Set<String> otherHands(List<String> lines) throws IOException {
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

  private static List<JsonNode> inOrder(List<String> lines) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      events.add(JSON.readTree(line));
    }
    events.sort(Comparator.comparingLong(PlainMatches::time));
    return events;
  }

  private static long time(JsonNode event) {
    return event.get("timestamp").asLong();
  }
}
