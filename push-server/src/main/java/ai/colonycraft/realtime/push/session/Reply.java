package ai.colonycraft.realtime.push.session;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The answers that are meant for one client alone, as UTF-8 JSON. */
final class Reply {

  private Reply() {}

  /** {@code {"pong":<epoch milliseconds>}}. */
  static ByteBuffer pong(long epochMillis) {
    return utf8("{\"pong\":" + epochMillis + "}");
  }

  /** {@code {"error":{"code":"…","message":"…"}}}. */
  static ByteBuffer error(String code, String message) {
    JsonStringEncoder quoted = JsonStringEncoder.getInstance();
    return utf8(
        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}"
            .formatted(
                new String(quoted.quoteAsString(code)), new String(quoted.quoteAsString(message))));
  }

  private static ByteBuffer utf8(String json) {
    return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
  }
}
