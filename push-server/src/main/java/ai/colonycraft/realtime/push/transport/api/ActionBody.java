package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The JSON body of an action, whose fields are checked as they are asked for. */
final class ActionBody {

  /** Incidents that one request is about at most. */
  static final int MOST_IDS = 200;

  private static final int MOST_LABELS = 16;
  private static final int LONGEST_ID = 1_000;
  private static final int LONGEST_LABEL = 500;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode root;

  private ActionBody(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a body; an empty one is an empty object.
   *
   * @throws BadBodyException if it is no JSON object
   */
  static ActionBody read(byte[] body) throws BadBodyException {
    try {
      JsonNode root = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      if (!root.isObject()) {
        throw new BadBodyException("expected a JSON object");
      }
      return new ActionBody(root);
    } catch (JsonProcessingException e) {
      throw new BadBodyException("expected a JSON object: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadBodyException("expected a JSON object");
    }
  }

  /** Whether there is a field. */
  boolean has(String field) {
    return root.has(field);
  }

  /** The field {@code ids}, 1 to {@link #MOST_IDS} texts. */
  List<String> ids() throws BadBodyException {
    List<String> ids = new ArrayList<>();
    for (JsonNode id : root.path("ids")) {
      ids.add(checked("ids", id, LONGEST_ID));
    }
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      throw new BadBodyException("ids: expected an array of 1 to " + MOST_IDS + " ids");
    }
    return ids;
  }

  /** A text; null if it is absent, null or blank. */
  String text(String field, int most) throws BadBodyException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    String text = checked(field, node, most);
    return text.isBlank() ? null : text;
  }

  /** A text that is not blank. */
  String required(String field, int most) throws BadBodyException {
    String text = text(field, most);
    if (text == null) {
      throw new BadBodyException(field + ": expected a text that is not blank");
    }
    return text;
  }

  /** A whole number that is not negative, if there is one. */
  Optional<Long> time(String field) throws BadBodyException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > Long.MAX_VALUE / 100_000) {
      throw new BadBodyException(field + ": expected a whole number that is not negative");
    }
    return Optional.of(node.longValue());
  }

  /** Whether a field is {@code true}. */
  boolean flag(String field) {
    return root.path(field).asBoolean(false);
  }

  /** A field that must be {@code true} or {@code false}. */
  boolean choice(String field) throws BadBodyException {
    JsonNode node = root.path(field);
    if (!node.isBoolean()) {
      throw new BadBodyException(field + ": expected true or false");
    }
    return node.booleanValue();
  }

  /** The field {@code labels}, 1 to 16 names and values. */
  Map<String, String> labels() throws BadBodyException {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : root.path("labels").properties()) {
      if (label.getKey().isBlank() || label.getKey().length() > LONGEST_LABEL) {
        throw new BadBodyException(
            "labels: expected names of 1 to " + LONGEST_LABEL + " characters");
      }
      labels.put(
          Text.wellFormed(label.getKey()),
          checked("labels." + label.getKey(), label.getValue(), LONGEST_LABEL));
    }
    if (labels.isEmpty() || labels.size() > MOST_LABELS) {
      throw new BadBodyException("labels: expected an object of 1 to " + MOST_LABELS + " labels");
    }
    return labels;
  }

  /**
   * Passes on a body once it was read, or answers why it was not.
   *
   * @param read from {@link BodyReader#read}
   * @param mostBytes that it may have
   * @param then answers
   * @return true
   */
  static boolean whenRead(
      CompletableFuture<byte[]> read,
      int mostBytes,
      Response response,
      Callback callback,
      Consumer<byte[]> then) {
    read.whenComplete(
        (body, failure) -> {
          if (failure == null) {
            then.accept(body);
          } else {
            refuse(failure, mostBytes, response, callback);
          }
        });
    return true;
  }

  /**
   * Answers a body that did not come; ends the connection, since its rest would come in between.
   */
  private static void refuse(
      Throwable failure, int mostBytes, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (failure instanceof BodyReader.BusyException) {
      Json.unavailable(response, callback, "busy", "too many bodies are being read; try again");
    } else if (failure instanceof BodyReader.TooLongException) {
      Json.error(response, callback, 413, "too_long", "expected at most " + mostBytes + " bytes");
    } else {
      Json.error(
          response, callback, 408, "incomplete", "the body did not come, or came too slowly");
    }
  }

  private static String checked(String field, JsonNode node, int most) throws BadBodyException {
    if (!node.isTextual() || node.textValue().length() > most) {
      throw new BadBodyException(
          Text.cut(field, 100) + ": expected a text of at most " + most + " characters");
    }
    return Text.wellFormed(node.textValue());
  }

  /** The body is not of its form; the message says where. */
  static final class BadBodyException extends Exception {
    BadBodyException(String message) {
      super(message, null, false, false);
    }
  }
}
