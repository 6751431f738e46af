package ai.colonycraft.realtime.push.transport.guard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.BufferUtil;

/** The messages with which a client shows its token on a WebSocket. */
final class Authentication {

  private static final byte[] WORD = "authenticate".getBytes(StandardCharsets.US_ASCII);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Authentication() {}

  /**
   * The token in {@code {"action":"authenticate","token":"…"}}; null for any other message. Does
   * not move the message's position.
   */
  static String token(ByteBuffer message) {
    byte[] bytes = BufferUtil.toArray(message);
    if (!contains(bytes)) {
      return null; // So that other messages are not parsed twice.
    }
    String action = null;
    String token = "";
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (field.equals("action") && value == JsonToken.VALUE_STRING) {
          action = json.getText();
        } else if (field.equals("token") && value == JsonToken.VALUE_STRING) {
          token = json.getText();
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return null;
    }
    return "authenticate".equals(action) ? token : null;
  }

  /** The answer to a token that is not accepted on a connection that goes on. */
  static String refusal(String message) {
    return "{\"error\":{\"code\":\"bad_token\",\"message\":\"%s\"}}"
        .formatted(new String(JsonStringEncoder.getInstance().quoteAsString(message)));
  }

  private static boolean contains(byte[] bytes) {
    for (int from = 0; from <= bytes.length - WORD.length; from++) {
      if (java.util.Arrays.equals(bytes, from, from + WORD.length, WORD, 0, WORD.length)) {
        return true;
      }
    }
    return false;
  }
}
