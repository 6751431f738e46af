package ai.colonycraft.realtime.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which settings of Kafka's clients may hold a secret: those that Kafka never logs. */
final class KafkaSecrets {

  private static final String JAAS = "sasl.jaas.config";
  private static final Set<String> NAMES =
      Set.of(
          JAAS,
          "ssl.keystore.key",
          "ssl.keystore.certificate.chain",
          "ssl.truststore.certificates");
  private static final Pattern WORDS = Pattern.compile(".*(password|passphrase|secret).*");

  /** One option of a login module: {@code name="value"}. */
  private static final Pattern OPTION =
      Pattern.compile("([\\w.]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s;]+)");

  private static final Pattern PLACEHOLDERS = Pattern.compile("\"?(\\$\\{[^}]*:[^}]*})+\"?");

  /** Options of login modules that are no secret. */
  private static final Set<String> OPEN =
      Set.of(
          "clientId",
          "debug",
          "doNotPrompt",
          "keyTab",
          "principal",
          "refreshKrb5Config",
          "renewTGT",
          "scope",
          "serviceName",
          "storeKey",
          "tokenauth",
          "useKeyTab",
          "useTicketCache",
          "username");

  private KafkaSecrets() {}

  /** Whether a setting may hold a secret. */
  static boolean isSecret(String key) {
    return NAMES.contains(key) || WORDS.matcher(key).matches();
  }

  /**
   * Why a value with placeholders still shows a secret, in words that do not hold it; empty if it
   * does not.
   */
  static Optional<String> problem(String key, String value) {
    if (!key.equals(JAAS)) {
      return PLACEHOLDERS.matcher(value).matches()
          ? Optional.empty()
          : Optional.of("expected a placeholder or the whole value, found both");
    }
    Matcher option = OPTION.matcher(value);
    while (option.find()) {
      if (!OPEN.contains(option.group(1)) && !PLACEHOLDERS.matcher(option.group(2)).matches()) {
        return Optional.of(
            "expected a placeholder for %s too, since another option has one"
                .formatted(option.group(1)));
      }
    }
    return Optional.empty();
  }
}
