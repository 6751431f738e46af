package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A mail to one address.
 *
 * @param id its Message-ID without angle brackets; the same for a repeat
 * @param to address of the recipient
 * @param subject in one line
 * @param text the plain-text twin
 * @param html the HTML
 * @param images PNG files by the content id under which the HTML shows them
 * @param references Message-IDs of the thread, without angle brackets; empty for a mail on its own
 * @param headers further ones
 */
record Mail(
    String id,
    String to,
    String subject,
    String text,
    String html,
    Map<String, byte[]> images,
    List<String> references,
    Map<String, String> headers) {

  private static final int LONGEST_SUBJECT = 200;

  Mail {
    Objects.requireNonNull(id);
    Objects.requireNonNull(to);
    // A line break would begin another header.
    subject = Text.cut(line(subject), LONGEST_SUBJECT);
    text = Text.wellFormed(text);
    html = Text.wellFormed(html);
    images = Map.copyOf(images);
    references = List.copyOf(references);
    headers = Map.copyOf(headers);
  }

  /** The text in one line, without characters that control. */
  static String line(String text) {
    return Text.wellFormed(text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}
