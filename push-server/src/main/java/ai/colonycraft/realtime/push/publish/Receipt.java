package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * What is answered to someone who brought something.
 *
 * @param status of HTTP; 503 means: try again later
 * @param json the body
 */
public record Receipt(int status, String json) {

  /** {@code {"error":{"code":"…","message":"…"}}}. */
  public static Receipt error(int status, String code, String message) {
    return new Receipt(
        status,
        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n".formatted(code, quoted(message)));
  }

  /** Text as it may stand between the quotes of a JSON text. */
  public static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(Text.wellFormed(text)));
  }
}
