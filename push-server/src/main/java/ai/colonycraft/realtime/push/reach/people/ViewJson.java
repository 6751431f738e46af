package ai.colonycraft.realtime.push.reach.people;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Views as JSON, in records of the topic {@code people} and in requests. Reading throws an {@link
 * IllegalArgumentException} whose message names the field and what was expected. Has no state.
 */
public final class ViewJson {

  private static final String NAME = "name";
  private static final String VERSION = "version";
  private static final String CHANGED = "changed";
  private static final String TILES = "tiles";
  private static final String EARLIER = "earlier";
  private static final String ONLY = "only";

  private ViewJson() {}

  /**
   * A view as a request brings it: {@code name}, {@code shared}, {@code tiles}, and the {@code
   * version} that it is based on.
   */
  public static View asked(String id, byte[] body) {
    JsonNode root = Fields.object(body);
    return new View(
        id,
        Fields.text(NAME, root),
        root.path("shared").booleanValue(),
        whole(VERSION, root),
        0,
        tiles(root),
        List.of());
  }

  /** Writes the fields of a view. */
  public static void write(View view, JsonGenerator out) throws IOException {
    writeShort(view, out);
    out.writeArrayFieldStart(EARLIER);
    for (View.Earlier earlier : view.earlier()) {
      out.writeStartObject();
      out.writeNumberField(VERSION, earlier.version());
      out.writeNumberField(CHANGED, earlier.changed());
      out.writeStringField(NAME, earlier.name());
      write(earlier.tiles(), out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** The same without the earlier versions. */
  public static void writeShort(View view, JsonGenerator out) throws IOException {
    out.writeStringField("id", view.id());
    out.writeStringField(NAME, view.name());
    out.writeBooleanField("shared", view.shared());
    out.writeNumberField(VERSION, view.version());
    out.writeNumberField(CHANGED, view.changed());
    write(view.tiles(), out);
  }

  /** Reads one of a record. */
  static View read(JsonNode view) {
    List<View.Earlier> earlier = new ArrayList<>();
    for (JsonNode one : Fields.list(EARLIER, view)) {
      earlier.add(
          new View.Earlier(whole(VERSION, one), time(one), Fields.text(NAME, one), tiles(one)));
    }
    return new View(
        Fields.text("id", view),
        Fields.text(NAME, view),
        view.path("shared").booleanValue(),
        whole(VERSION, view),
        time(view),
        tiles(view),
        earlier);
  }

  private static List<ViewTile> tiles(JsonNode view) {
    if (!view.path(TILES).isArray()) {
      throw new IllegalArgumentException("tiles: expected an array");
    }
    List<ViewTile> tiles = new ArrayList<>();
    for (JsonNode tile : view.path(TILES)) {
      tiles.add(
          new ViewTile(
              Fields.text("kind", tile),
              Fields.text("metric", tile),
              Fields.text("by", tile),
              labels(tile),
              number("warning", tile),
              number("critical", tile),
              whole("width", tile),
              whole("height", tile)));
    }
    return tiles;
  }

  private static Map<String, String> labels(JsonNode tile) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : tile.path(ONLY).properties()) {
      if (!label.getValue().isTextual()) {
        throw new IllegalArgumentException("tiles.only: expected an object of texts");
      }
      labels.put(
          label.getKey(),
          Checks.text("tiles.only", label.getValue().textValue(), Integer.MAX_VALUE));
    }
    return labels;
  }

  private static OptionalDouble number(String field, JsonNode tile) {
    JsonNode value = tile.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException("tiles." + field + ": expected a number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /** 0 if it is absent. */
  private static int whole(String field, JsonNode object) {
    JsonNode value = object.path(field);
    if (value.isMissingNode()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new IllegalArgumentException(field + ": expected a whole number that is not negative");
    }
    return value.intValue();
  }

  private static long time(JsonNode object) {
    return object.path(CHANGED).longValue();
  }

  private static void write(List<ViewTile> tiles, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(TILES);
    for (ViewTile tile : tiles) {
      out.writeStartObject();
      out.writeStringField("kind", tile.kind());
      out.writeStringField("metric", tile.metric());
      if (!tile.by().isEmpty()) {
        out.writeStringField("by", tile.by());
      }
      if (!tile.only().isEmpty()) {
        out.writeObjectFieldStart(ONLY);
        for (Map.Entry<String, String> label : new TreeMap<>(tile.only()).entrySet()) {
          out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
      }
      if (tile.warning().isPresent()) {
        out.writeNumberField("warning", tile.warning().getAsDouble());
      }
      if (tile.critical().isPresent()) {
        out.writeNumberField("critical", tile.critical().getAsDouble());
      }
      if (tile.width() > 0) {
        out.writeNumberField("width", tile.width());
      }
      if (tile.height() > 0) {
        out.writeNumberField("height", tile.height());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
