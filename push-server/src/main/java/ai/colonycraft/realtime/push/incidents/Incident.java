package ai.colonycraft.realtime.push.incidents;

import ai.colonycraft.realtime.push.feed.Notice;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a notification by which it is listed, grouped, merged and silenced. A notification
 * of type {@code warning} or {@code critical} is an incident, and has a state.
 *
 * @param begin epoch milliseconds, the field {@code timestamp}
 * @param type {@code info}, {@code warning} or {@code critical}
 * @param resolvedAt epoch milliseconds; empty while it is open
 * @param lastSeenAt epoch milliseconds; its begin if the record does not say
 * @param context the texts of the field {@code context}
 * @param sources what noticed it, {@code rule:ID} or {@code alert:NAME}; of a record without the
 *     field its rule
 * @param sameAs rules that notice the same fact, {@code rule:ID}
 */
public record Incident(
    String id,
    String type,
    String title,
    String source,
    long begin,
    Optional<Long> resolvedAt,
    long lastSeenAt,
    Map<String, String> context,
    List<String> sources,
    List<String> sameAs) {

  private static final JsonFactory JSON = new JsonFactory();

  /** Labels longer than this group and silence nothing. */
  private static final int LONGEST_LABEL = 500;

  private static final int MOST_SOURCES = 16;

  public Incident {
    context = Map.copyOf(context);
    sources = List.copyOf(sources);
    sameAs = List.copyOf(sameAs);
  }

  /** Reads a notification that the feed has checked. */
  public static Incident of(Notice notice) {
    Fields read = new Fields();
    try (JsonParser json = JSON.createParser(notice.json())) {
      json.nextToken();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        read.take(field, json, json.nextToken());
      }
    } catch (IOException e) {
      // What was read before counts; the feed refuses what is not JSON.
    }
    return read.incident(notice.id());
  }

  /** Whether it is an incident that has not ended. */
  public boolean isOpen() {
    return isIncident() && resolvedAt.isEmpty();
  }

  /** Whether it is of type {@code warning} or {@code critical}. */
  public boolean isIncident() {
    return !type.equals("info");
  }

  /** Whether it goes on at a time, its begin included and its end not. */
  boolean goesOnAt(long time) {
    return begin <= time && resolvedAt.map(end -> end > time).orElse(true);
  }

  /** The value of a label: of its context, or {@code id}, {@code type} or {@code source}. */
  public Optional<String> label(String name) {
    return switch (name) {
      case "id" -> Optional.of(id);
      case "type" -> Optional.of(type);
      case "source" -> Optional.of(source);
      default -> Optional.ofNullable(context.get(name));
    };
  }

  /** The fields that were read so far. */
  private static final class Fields {
    private String type = "info";
    private String title = "";
    private String source = "";
    private String state = "";
    private long begin;
    private long lastSeenAt = Long.MIN_VALUE;
    private Long resolvedAt;
    private final Map<String, String> context = new HashMap<>();
    private List<String> sources = List.of();
    private List<String> sameAs = List.of();

    void take(String field, JsonParser json, JsonToken token) throws IOException {
      switch (field) {
        case "type" -> type = json.getText();
        case "title" -> title = json.getText();
        case "source" -> source = json.getText();
        case "state" -> state = json.getText();
        case "timestamp" -> begin = json.getLongValue();
        case "lastSeenAt" -> lastSeenAt = json.getLongValue();
        case "resolvedAt" -> resolvedAt = json.getLongValue();
        case "sources" -> sources = texts(json, token);
        case "sameAs" -> sameAs = texts(json, token);
        case "context" -> readContext(json);
        default -> json.skipChildren();
      }
    }

    Incident incident(String id) {
      boolean hasEnded = resolvedAt != null || state.equals("resolved");
      long end = resolvedAt == null ? Math.max(begin, lastSeenAt) : resolvedAt;
      return new Incident(
          id,
          type,
          title,
          source,
          begin,
          hasEnded ? Optional.of(end) : Optional.empty(),
          Math.max(begin, lastSeenAt),
          context,
          sources.isEmpty() ? List.of("rule:" + source) : sources,
          sameAs);
    }

    private void readContext(JsonParser json) throws IOException {
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        if (token.isScalarValue() && json.getText().length() <= LONGEST_LABEL) {
          context.put(name, json.getText());
        }
        json.skipChildren();
      }
    }

    private static List<String> texts(JsonParser json, JsonToken token) throws IOException {
      List<String> texts = new ArrayList<>();
      while (token == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.VALUE_STRING && texts.size() < MOST_SOURCES) {
          texts.add(json.getText());
        }
        json.skipChildren();
      }
      return texts;
    }
  }
}
