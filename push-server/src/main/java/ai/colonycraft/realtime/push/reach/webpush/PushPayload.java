package ai.colonycraft.realtime.push.reach.webpush;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.text.JsonBytes;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The plaintext of a message: a notification in the form of Declarative Web Push, which Safari can
 * show by itself and the service worker of the pages reads.
 *
 * <pre>{@code
 * {"web_push":8030,"mutable":true,"notification":{"title":…,"body":…,"navigate":"/incidents/…",
 *  "tag":…,"lang":"en","silent":false,"requireInteraction":true,
 *  "actions":[{"action":"acknowledge","title":…,"navigate":…},{"action":"open",…}],
 *  "data":{"id":…,"kind":"opened","token":…}}}
 * }</pre>
 */
final class PushPayload {

  /** What push services take at least, less what encryption adds (RFC 8291, section 4). */
  static final int MOST_BYTES = 3_993;

  private static final int WEB_PUSH = 8030;
  private static final int MOST_TITLE = 150;
  private static final int MOST_BODY = 300;
  private static final int MOST_NAME = 80;

  private PushPayload() {}

  /**
   * A message.
   *
   * @param token with which the receiver acknowledges the incident; empty if they can't
   * @param language {@code en} or {@code de}
   * @return empty if it would be too long, since its id is
   */
  static Optional<byte[]> of(Notice notice, Optional<String> token, String language) {
    byte[] json = json(notice, token, Words.of(language), MOST_TITLE, MOST_BODY);
    if (json.length > MOST_BYTES) {
      // Characters that JSON escapes take six bytes each.
      json = json(notice, token, Words.of(language), MOST_TITLE / 4, 0);
    }
    return json.length > MOST_BYTES ? Optional.empty() : Optional.of(json);
  }

  private static byte[] json(
      Notice notice, Optional<String> token, Words words, int title, int body) {
    return JsonBytes.object(
        out -> {
          out.writeNumberField("web_push", WEB_PUSH);
          out.writeBooleanField("mutable", true);
          out.writeObjectFieldStart("notification");
          write(notice, token, words, title, body, out);
          out.writeEndObject();
        });
  }

  private static void write(
      Notice notice, Optional<String> token, Words words, int title, int body, JsonGenerator out)
      throws IOException {
    Incident incident = notice.incident();
    boolean interrupts = notice.kind().interrupts();
    String page = page(notice);
    out.writeStringField("title", Text.cut(title(notice, words), title));
    if (body > 0) {
      out.writeStringField("body", Text.cut(Text.wellFormed(notice.message()), body));
    }
    out.writeStringField("navigate", page);
    out.writeStringField("tag", notice.tag());
    out.writeStringField("lang", words.language());
    out.writeBooleanField("silent", !interrupts);
    out.writeBooleanField("requireInteraction", interrupts && incident.type().equals("critical"));
    out.writeArrayFieldStart("actions");
    if (token.isPresent()) {
      action("acknowledge", words.acknowledge(), page, out);
    }
    action("open", words.open(), page, out);
    out.writeEndArray();
    out.writeObjectFieldStart("data");
    out.writeStringField("id", incident.id());
    out.writeStringField("notice", notice.id());
    out.writeStringField("kind", notice.kind().label());
    out.writeStringField("page", page);
    if (token.isPresent()) {
      out.writeStringField("token", token.get());
      out.writeStringField("failed", words.failed());
      out.writeStringField("again", words.acknowledge());
      out.writeStringField("taken", words.taken(Optional.empty()));
    }
    out.writeEndObject();
  }

  private static void action(String action, String title, String page, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("action", action);
    out.writeStringField("title", title);
    out.writeStringField("navigate", page);
    out.writeEndObject();
  }

  private static String page(Notice notice) {
    return notice.kind() == Notice.Kind.TEST
        ? "/settings"
        : "/incidents/"
            + URLEncoder.encode(notice.incident().id(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String title(Notice notice, Words words) {
    String title = Text.wellFormed(notice.incident().title());
    return switch (notice.kind()) {
      case HANDLED -> words.taken(notice.by().map(by -> Text.cut(by, MOST_NAME))) + ": " + title;
      case RESOLVED -> words.over() + ": " + title;
      case ESCALATED -> words.escalated() + ": " + title;
      case REMINDER -> words.reminder() + ": " + title;
      case TEST -> words.test();
      case OPENED -> title;
    };
  }
}
