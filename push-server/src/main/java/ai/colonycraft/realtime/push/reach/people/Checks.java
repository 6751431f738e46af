package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.text.Text;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * Checks the texts of people and devices. Each method throws an {@link IllegalArgumentException}
 * whose message names the field and what was expected.
 */
final class Checks {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern MAIL =
      Pattern.compile(
          "[!#-'*+/-9=?A-Z^-~-]+(\\.[!#-'*+/-9=?A-Z^-~-]+)*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
  private static final int MOST_MAIL = 254;
  private static final char FIRST_PRINTABLE = '!';
  private static final char LAST_PRINTABLE = '~';

  private Checks() {}

  /** A text of at most so many characters, made well-formed; null becomes the empty text. */
  static String text(String field, String text, int most) {
    if (text == null) {
      return "";
    }
    if (text.length() > most) {
      throw new IllegalArgumentException(
          field + ": expected a text of at most " + most + " characters");
    }
    return Text.wellFormed(text);
  }

  /** A text that is not blank. */
  static String required(String field, String text, int most) {
    String checked = text(field, text, most);
    if (checked.isBlank()) {
      throw new IllegalArgumentException(
          field + ": expected a text of 1 to " + most + " characters");
    }
    return checked;
  }

  static String id(String field, String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          field + ": expected 1 to 100 letters, digits, underscores and hyphens");
    }
    return id;
  }

  /** Printable ASCII without spaces. */
  static String ascii(String field, String text, int most) {
    if (text == null
        || text.isEmpty()
        || text.length() > most
        || !text.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE)) {
      throw new IllegalArgumentException(
          field + ": expected 1 to " + most + " printable characters of ASCII");
    }
    return text;
  }

  /** So many bytes as base64url. */
  static void bytes(String field, String base64, int length) {
    try {
      if (base64 != null
          && base64.length() <= 2 * length
          && Base64.getUrlDecoder().decode(base64).length == length) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(field + ": expected " + length + " bytes as base64url");
  }

  /** A mail address without display name; empty for none. */
  static String mail(String field, String mail) {
    if (mail == null || mail.isEmpty()) {
      return "";
    }
    if (mail.length() > MOST_MAIL || !MAIL.matcher(mail).matches()) {
      throw new IllegalArgumentException(field + ": expected an address such as ada@example.org");
    }
    return mail;
  }

  static <T> void size(String field, Collection<T> values, int most) {
    if (values.size() > most) {
      throw new IllegalArgumentException(field + ": expected at most " + most);
    }
  }
}
