package ai.colonycraft.realtime.push.support;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes text that JSON can hold, whatever a program does with it: the same for the same seed. */
public final class AnyText {

  /** Writes each character that is not ASCII as an escape, as half of one must be. */
  public static final ObjectMapper ESCAPING =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final String[] PIECES = {
    "\ud83d",
    "\udd25",
    "\udd25\ud83d",
    "\ud83d\udd25",
    "\u0000",
    "\n",
    "\r\n",
    "\t",
    "\u001b[2J",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\uffff",
    "\ufffd",
    "é",
    "e\u0301",
    "\ud83d\udc69\u200d\ud83d\udcbb",
    "\udbff\udfff",
    "\u05d0\u05d1",
    "漢字",
    "\"",
    "\\",
    "\\ud83d",
    "</script>",
    "<b>",
    "{",
    "}",
    "[",
    ",",
    ":",
    "${x}",
    "{}",
    "%s",
    "*",
    "ack:",
    "/",
    "..",
    "\u0085"
  };

  private final Random random;

  public AnyText(long seed) {
    this.random = new Random(seed);
  }

  /** Text of a few characters, or as long as the cuts are, or of thousands. */
  public String text() {
    int plain =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> 190 + random.nextInt(15);
          case 2 -> random.nextInt(100);
          default -> random.nextInt(10) == 0 ? 20_000 : 490 + random.nextInt(15);
        };
    StringBuilder text = new StringBuilder("x".repeat(plain));
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      text.append(
          random.nextInt(4) == 0
              ? String.valueOf((char) random.nextInt(1 << 16))
              : PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  /** A JSON text's bytes with each surrogate as three bytes of its own, which is not UTF-8. */
  public static byte[] withBareHalves(String json) {
    StringBuilder latin = new StringBuilder();
    for (char c : json.toCharArray()) {
      if (Character.isSurrogate(c)) {
        latin
            .append((char) (0xe0 | c >> 12))
            .append((char) (0x80 | c >> 6 & 0x3f))
            .append((char) (0x80 | c & 0x3f));
      } else {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          latin.append((char) (b & 0xff));
        }
      }
    }
    return latin.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
