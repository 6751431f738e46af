package ai.colonycraft.realtime.push.rules;

import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Reads the values of the topic of states of rules. Has no state. */
final class RuleStateJson {

  /** Longest value accepted, in bytes. */
  static final int MOST_BYTES = 512 * 1024;

  private static final int HOURS = 24;
  private static final Set<String> STATES = Set.of("active", "resting", "suspended", "refused");
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
              .build());

  private RuleStateJson() {}

  /**
   * Reads a value of {@code rule/ID}.
   *
   * @throws RefusedRecordException if it is none
   */
  static RuleDescription description(byte[] value) throws RefusedRecordException {
    JsonNode root = object(value);
    String state = text(root, "state");
    if (!STATES.contains(state)) {
      throw wrong("state", "one of " + STATES);
    }
    JsonNode failure = root.path("failure");
    return new RuleDescription(
        text(root, "version"),
        state,
        text(root, "why"),
        optional(root, "description"),
        optional(root, "severity"),
        optional(root, "key"),
        optional(root, "within"),
        text(root, "explanation"),
        // It is written to Kafka as it is.
        Optional.ofNullable(root.path("toggled").textValue()),
        failure.isObject()
            ? Optional.of(
                new RuleDescription.Failure(number(failure, "at"), text(failure, "message")))
            : Optional.empty());
  }

  /**
   * Reads a value of {@code figures/ID}.
   *
   * @throws RefusedRecordException if it is none
   */
  static RuleView.Figures figures(byte[] value) throws RefusedRecordException {
    JsonNode root = object(value);
    JsonNode counts = root.path("matches");
    if (!counts.isArray() || counts.size() != HOURS) {
      throw wrong("matches", "a list of " + HOURS + " numbers");
    }
    long[] matches = new long[HOURS];
    for (int i = 0; i < HOURS; i++) {
      matches[i] = number(counts.get(i), "matches");
    }
    JsonNode share = root.path("cpuShare");
    if (!share.isNumber() || share.doubleValue() < 0 || share.doubleValue() > 1) {
      throw wrong("cpuShare", "a number from 0 to 1");
    }
    return new RuleView.Figures(
        number(root, "hour"), matches, number(root, "partialMatches"), share.doubleValue());
  }

  private static JsonNode object(byte[] value) throws RefusedRecordException {
    if (value.length > MOST_BYTES) {
      throw new RefusedRecordException("too_large", "expected at most " + MOST_BYTES + " bytes");
    }
    try {
      JsonNode root = JSON.readTree(value);
      if (root == null || !root.isObject()) {
        throw new RefusedRecordException("not_an_object", "expected an object");
      }
      return root;
    } catch (IOException e) {
      throw new RefusedRecordException("not_json", "expected JSON");
    }
  }

  private static String text(JsonNode root, String field) throws RefusedRecordException {
    JsonNode node = root.path(field);
    if (!node.isTextual()) {
      throw wrong(field, "a text");
    }
    return Text.wellFormed(node.textValue());
  }

  private static String optional(JsonNode root, String field) {
    return Text.wellFormed(root.path(field).asText(""));
  }

  private static long number(JsonNode root, String field) throws RefusedRecordException {
    JsonNode node = root.isNumber() ? root : root.path(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw wrong(field, "a whole number that is not negative");
    }
    return node.longValue();
  }

  private static RefusedRecordException wrong(String field, String expected) {
    return new RefusedRecordException("wrong_type", field + ": expected " + expected);
  }
}
