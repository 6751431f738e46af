package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * People as JSON: records of the topic {@code people}, and answers to requests. Reading throws an
 * {@link IllegalArgumentException} whose message names the field and what was expected. Has no
 * state.
 */
public final class PersonJson {

  /** Longest record of a person, in bytes. */
  static final int MOST_BYTES = 128 * 1024;

  private static final int MOST_PATTERNS = 100;

  private PersonJson() {}

  /** A person as a record of {@code people}. */
  static byte[] record(Person person) {
    return JsonBytes.object(
        out -> {
          write(person, true, out);
          if (!person.visibility().isEverything()) {
            writeVisible(person.visibility(), out);
          }
          writeViews(person.views(), out);
        });
  }

  /** Writes the fields of a person without the addresses and keys of the devices. */
  public static void writeShown(Person person, JsonGenerator out) throws IOException {
    write(person, false, out);
  }

  /** Reads a record of {@code people}. */
  static Person read(byte[] record) {
    if (record.length > MOST_BYTES) {
      throw new IllegalArgumentException("expected at most " + MOST_BYTES + " bytes");
    }
    JsonNode root = Fields.object(record);
    List<Device> devices = new ArrayList<>();
    for (JsonNode device : Fields.list("devices", root)) {
      devices.add(device(device));
    }
    return new Person(
        Fields.text("id", root),
        Fields.text("name", root),
        Fields.text("mail", root),
        devices,
        PreferencesJson.read(root.path("preferences"), Preferences.DEFAULT),
        visibility(root),
        views(root));
  }

  /**
   * A person with what a request changes: {@code name}, {@code mail} and fields of {@code
   * preferences}. What is absent stays, other fields are ignored.
   */
  public static Person changed(Person before, byte[] body) {
    JsonNode root = Fields.object(body);
    return new Person(
        before.id(),
        root.has("name") ? Fields.text("name", root) : before.name(),
        root.has("mail") ? Fields.text("mail", root) : before.mail(),
        before.devices(),
        PreferencesJson.read(root.path("preferences"), before.preferences()),
        before.visibility(),
        before.views());
  }

  /**
   * A device as a request brings it: a subscription as {@code PushSubscription.toJSON()} gives it
   * with a {@code label}, or {@code kind}, {@code id} and {@code label} of an Android phone.
   *
   * @param now epoch milliseconds
   */
  public static Device device(byte[] body, long now) {
    JsonNode root = Fields.object(body);
    String label = Fields.text("label", root);
    if ("android".equals(Fields.text("kind", root))) {
      return new Device.Android(Fields.text("id", root), label, now);
    }
    JsonNode keys = root.path("keys");
    return Device.WebPush.of(
        Fields.text("endpoint", root),
        Fields.text("p256dh", keys),
        Fields.text("auth", keys),
        label,
        now);
  }

  private static Device device(JsonNode device) {
    String id = Fields.text("id", device);
    String label = Fields.text("label", device);
    long since = device.path("since").longValue();
    String kind = String.valueOf(Fields.text("kind", device));
    return switch (kind) {
      case "android" -> new Device.Android(id, label, since);
      case "webpush" ->
          new Device.WebPush(
              id,
              Fields.text("endpoint", device),
              Fields.text("p256dh", device),
              Fields.text("auth", device),
              label,
              since);
      default -> throw new IllegalArgumentException("devices.kind: expected webpush or android");
    };
  }

  private static Visibility visibility(JsonNode root) {
    if (!root.has("visible")) {
      return Visibility.EVERYTHING;
    }
    List<Map<String, String>> patterns = new ArrayList<>();
    for (JsonNode pattern : Fields.list("visible", root)) {
      patterns.add(Fields.texts("visible", pattern));
    }
    Checks.size("visible", patterns, MOST_PATTERNS);
    return Visibility.of(List.of(), List.of(), patterns, Set.of());
  }

  private static List<View> views(JsonNode root) {
    List<View> views = new ArrayList<>();
    for (JsonNode view : Fields.list("views", root)) {
      views.add(ViewJson.read(view));
    }
    return views;
  }

  private static void writeViews(List<View> views, JsonGenerator out) throws IOException {
    if (views.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("views");
    for (View view : views) {
      out.writeStartObject();
      ViewJson.write(view, out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void write(Person person, boolean secrets, JsonGenerator out) throws IOException {
    out.writeStringField("id", person.id());
    out.writeStringField("name", person.name());
    out.writeStringField("mail", person.mail());
    out.writeArrayFieldStart("devices");
    for (Device device : person.devices()) {
      write(device, secrets, out);
    }
    out.writeEndArray();
    out.writeObjectFieldStart("preferences");
    PreferencesJson.write(person.preferences(), out);
    out.writeEndObject();
  }

  private static void write(Device device, boolean secrets, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("kind", device instanceof Device.WebPush ? "webpush" : "android");
    out.writeStringField("id", device.id());
    out.writeStringField("label", device.label());
    out.writeNumberField("since", device.since());
    if (secrets && device instanceof Device.WebPush push) {
      out.writeStringField("endpoint", push.endpoint());
      out.writeStringField("p256dh", push.p256dh());
      out.writeStringField("auth", push.auth());
    }
    out.writeEndObject();
  }

  private static void writeVisible(Visibility visibility, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("visible");
    for (Map<String, String> pattern : visibility.notifications()) {
      out.writeStartObject();
      for (String name : new TreeSet<>(pattern.keySet())) {
        out.writeStringField(name, pattern.get(name));
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
