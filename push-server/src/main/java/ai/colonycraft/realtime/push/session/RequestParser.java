package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Selector;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The one place where a client's JSON becomes a {@link Request}. Unknown fields are let through, so
 * that a newer client can talk to an older server. Has no state.
 */
final class RequestParser {

  private static final int MAX_NAME = 200;
  private static final int MAX_LABELS = 16;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RequestParser() {}

  static Request parse(String text) throws BadRequestException {
    String action = null;
    String metric = null;
    Map<String, String> labels = Map.of();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadRequestException("not_an_object", "expected one JSON object");
      }
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        switch (field) {
          case "action" -> action = text(field, json, token);
          case "metric" -> metric = text(field, json, token);
          case "labels" -> labels = labels(json, token);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new BadRequestException("not_json", "expected one JSON object, found more after it");
      }
    } catch (IOException e) {
      throw new BadRequestException("not_json", "expected one JSON object");
    }
    return request(action, metric, labels);
  }

  private static Request request(String action, String metric, Map<String, String> labels)
      throws BadRequestException {
    if (action == null) {
      throw new BadRequestException("missing_field", "action: subscribe, unsubscribe or ping");
    }
    return switch (action) {
      case "subscribe" -> new Request.Subscribe(selector(metric, labels));
      case "unsubscribe" -> new Request.Unsubscribe(selector(metric, labels));
      case "ping" -> new Request.Ping();
      default ->
          throw new BadRequestException(
              "unknown_action", "action: expected subscribe, unsubscribe or ping");
    };
  }

  private static Selector selector(String metric, Map<String, String> labels)
      throws BadRequestException {
    if (metric == null || metric.isEmpty()) {
      throw new BadRequestException("missing_field", "metric: the name to subscribe to");
    }
    return new Selector(metric, labels);
  }

  private static Map<String, String> labels(JsonParser json, JsonToken token)
      throws IOException, BadRequestException {
    if (token != JsonToken.START_OBJECT) {
      throw new BadRequestException("wrong_type", "labels: expected an object");
    }
    Map<String, String> labels = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      labels.put(name, text("labels", json, json.nextToken()));
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
    return json.getText();
  }
}
