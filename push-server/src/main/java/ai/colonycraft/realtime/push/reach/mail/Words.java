package ai.colonycraft.realtime.push.reach.mail;

import java.util.Locale;
import java.util.ResourceBundle;

/** The words of mails in one language: {@code mail.properties} and {@code mail_de.properties}. */
final class Words {

  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final ResourceBundle words;
  private final Locale locale;

  private Words(Locale locale) {
    this.locale = locale;
    // The language of the machine is none of the reader's.
    this.words = ResourceBundle.getBundle("mail/mail", locale, NO_FALLBACK);
  }

  /**
   * The words of a language.
   *
   * @param language {@code en} or {@code de}
   */
  static Words of(String language) {
    return new Words(Locale.forLanguageTag(language));
  }

  String get(String key) {
    return words.getString(key);
  }

  Locale locale() {
    return locale;
  }
}
