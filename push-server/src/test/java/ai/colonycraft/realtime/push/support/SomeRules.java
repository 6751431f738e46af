package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.text.Sha256;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Records of rules as the command and the correlation job write them. */
public final class SomeRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SomeRules() {}

  /** The text of a rule in force. */
  public static String text(String id) {
    return "id: " + id + "\nkey: userId\n";
  }

  /** The text of the same rule at rest. */
  public static String resting(String id) {
    return text(id) + "enabled: false\n";
  }

  /** As the job makes the version of a text. */
  public static String version(String text) {
    byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, 8);
  }

  /** What the job publishes of a text. */
  public static ObjectNode description(String id, String text, String state, String toggled) {
    ObjectNode root = JSON.createObjectNode();
    root.put("rule", id).put("version", version(text)).put("state", state);
    root.put("why", state.equals("active") ? "" : "Why " + id + " is " + state + ".");
    root.put("description", "What " + id + " finds.").put("severity", "warning");
    root.put("key", "userId").put("within", "5 min");
    root.put("explanation", id + " (warning)\n\n ( nothing yet )\n  │\n  ▼\n (( match ))\n");
    return toggled == null ? root : root.put("toggled", toggled);
  }

  /** What the job publishes of its figures. */
  public static ObjectNode figures(
      String id, long hour, int matches, int partialMatches, double cpuShare) {
    ObjectNode root = JSON.createObjectNode();
    root.put("rule", id).put("hour", hour);
    ArrayNode hours = root.putArray("matches");
    for (int i = 0; i < 23; i++) {
      hours.add(0);
    }
    hours.add(matches);
    return root.put("partialMatches", partialMatches).put("cpuShare", cpuShare);
  }

  /** Publishes a rule in force with its figures, as both topics would have it. */
  public static void active(Rules rules, String id) throws RefusedRecordException {
    publish(rules, id, text(id), description(id, text(id), "active", resting(id)));
    rules
        .states()
        .accept("figures/" + id, bytes(figures(id, 1_750_000_000_000L, 7, 12, 0.25).toString()));
  }

  /** Publishes a text and what the job says of it. */
  public static void publish(Rules rules, String id, String text, ObjectNode description)
      throws RefusedRecordException {
    rules.texts().accept(id, bytes(text));
    rules.states().accept("rule/" + id, bytes(description.toString()));
  }

  /** UTF-8. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
