package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one place where a client's JSON becomes a {@link Request}. Unknown fields are let through, so
 * that a newer client can talk to an older server. An instance reads one message.
 */
final class RequestParser {

  private static final int MAX_NAME = 200;
  private static final int MAX_LABELS = 16;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private String action;
  private String metric;
  private Map<String, String> labels = Map.of();
  private List<Selector> subscriptions;
  private boolean hasSince;
  private Long since;
  private String epoch;
  private boolean hasPace;
  private Double pace;

  private RequestParser(String text) throws BadRequestException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadRequestException("not_an_object", "expected one JSON object");
      }
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        read(field, json, json.nextToken());
      }
      if (json.nextToken() != null) {
        throw new BadRequestException("not_json", "expected one JSON object, found more after it");
      }
    } catch (IOException e) {
      throw new BadRequestException("not_json", "expected one JSON object");
    }
  }

  /** Reads a message of {@code /stream}. */
  static Request parse(String text) throws BadRequestException {
    return new RequestParser(text).request();
  }

  /** Reads a message of {@code /notifications/stream}. */
  static Request parseOfNotifications(String text) throws BadRequestException {
    return new RequestParser(text).notificationRequest();
  }

  private void read(String field, JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    switch (field) {
      case "action" -> action = text(field, json, token);
      case "metric" -> metric = text(field, json, token);
      case "labels" -> labels = labels(json, token);
      case "subscriptions" -> subscriptions = subscriptions(json, token);
      case "since" -> {
        hasSince = true;
        since = token == JsonToken.VALUE_NULL ? null : whole(field, json, token);
      }
      case "epoch" -> epoch = token == JsonToken.VALUE_NULL ? null : text(field, json, token);
      case "maxUpdatesPerSecond" -> {
        hasPace = true;
        pace = token == JsonToken.VALUE_NULL ? null : rate(field, json, token);
      }
      default -> json.skipChildren();
    }
  }

  private Request request() throws BadRequestException {
    String expected = "subscribe, unsubscribe, pace or ping";
    return switch (action(expected)) {
      case "subscribe" -> new Request.Subscribe(wanted(), since(), isChoice());
      case "unsubscribe" -> new Request.Unsubscribe(selector(metric, labels));
      case "pace" -> pace();
      case "ping" -> new Request.Ping();
      default -> throw unknownAction(expected);
    };
  }

  private Request notificationRequest() throws BadRequestException {
    String expected = "subscribe or ping";
    return switch (action(expected)) {
      case "subscribe" -> new Request.Follow(hasSince ? since() : Since.NOTHING);
      case "ping" -> new Request.Ping();
      default -> throw unknownAction(expected);
    };
  }

  private String action(String expected) throws BadRequestException {
    if (action == null) {
      throw new BadRequestException("missing_field", "action: " + expected);
    }
    return action;
  }

  private List<Selector> wanted() throws BadRequestException {
    List<Selector> wanted =
        subscriptions == null ? List.of(selector(metric, labels)) : subscriptions;
    if (wanted.isEmpty()) {
      throw new BadRequestException("missing_field", "subscriptions: at least one");
    }
    if (wanted.size() > 1 && wanted.contains(Selector.total(Message.ACTIVITY_FEED))) {
      throw new BadRequestException(
          "mixed_streams",
          "activity_feed has sequences of its own: expected a subscribe for it alone");
    }
    return wanted;
  }

  /** False for what the platform document's client sends: a metric and nothing else. */
  private boolean isChoice() {
    return subscriptions != null || hasSince || !labels.isEmpty();
  }

  /** Null if the client did not ask for its position. */
  private Since since() {
    return hasSince ? new Since(since, epoch) : null;
  }

  private Request pace() throws BadRequestException {
    if (!hasPace) {
      throw new BadRequestException("missing_field", "maxUpdatesPerSecond: a number, or null");
    }
    return new Request.Pace(pace);
  }

  private static Selector selector(String metric, Map<String, String> labels)
      throws BadRequestException {
    if (metric == null || metric.isEmpty()) {
      throw new BadRequestException("missing_field", "metric: the name to subscribe to");
    }
    return new Selector(metric, labels);
  }

  private static List<Selector> subscriptions(JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    if (token != JsonToken.START_ARRAY) {
      throw new BadRequestException("wrong_type", "subscriptions: expected an array");
    }
    List<Selector> selectors = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new BadRequestException("wrong_type", "subscriptions: expected objects");
      }
      String metric = null;
      Map<String, String> labels = Map.of();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        switch (field) {
          case "metric" -> metric = text(field, json, value);
          case "labels" -> labels = labels(json, value);
          default -> json.skipChildren();
        }
      }
      selectors.add(selector(metric, labels));
    }
    return selectors;
  }

  private static Map<String, String> labels(JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    if (token != JsonToken.START_OBJECT) {
      throw new BadRequestException("wrong_type", "labels: expected an object");
    }
    Map<String, String> labels = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      labels.put(Text.wellFormed(name), text("labels", json, json.nextToken()));
      if (labels.size() > MAX_LABELS) {
        throw new BadRequestException("too_long", "labels: expected at most " + MAX_LABELS);
      }
    }
    return labels;
  }

  private static String text(String field, JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    if (token != JsonToken.VALUE_STRING) {
      throw new BadRequestException("wrong_type", field + ": expected text");
    }
    if (json.getTextLength() > MAX_NAME) {
      throw new BadRequestException(
          "too_long", field + ": expected at most " + MAX_NAME + " characters");
    }
    return Text.wellFormed(json.getText());
  }

  private static long whole(String field, JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    if (token != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || json.getLongValue() < -1) {
      throw new BadRequestException("wrong_type", field + ": expected a sequence, or null");
    }
    return json.getLongValue();
  }

  private static double rate(String field, JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    double rate = token != null && token.isNumeric() ? json.getDoubleValue() : Double.NaN;
    if (!(rate >= Pace.LEAST && rate <= Pace.MOST)) {
      throw new BadRequestException(
          "wrong_type",
          "%s: expected a number from %s to %s, or null".formatted(field, Pace.LEAST, Pace.MOST));
    }
    return rate;
  }

  private static BadRequestException unknownAction(String expected) {
    return new BadRequestException("unknown_action", "action: expected " + expected);
  }
}
