package ai.colonycraft.realtime.config;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration providers that a properties file declares with {@code config.providers}. Those
 * that Kafka's clients have are allowed: they take no secret themselves, and run in any process
 * that has Kafka's clients.
 */
final class KafkaProviders {

  private static final String PACKAGE = "org.apache.kafka.common.config.provider.";

  /** Kafka's provider that reads properties files. */
  static final String FILE = PACKAGE + "FileConfigProvider";

  private static final Set<String> CLASSES =
      new TreeSet<>(
          Set.of(FILE, PACKAGE + "DirectoryConfigProvider", PACKAGE + "EnvVarConfigProvider"));
  private static final Set<String> PARAMS =
      Set.of("param.allowed.paths", "param.allowlist.pattern");
  static final String KEY = "config.providers";

  /** {@code ${provider:path:key}} or {@code ${provider:key}}, as Kafka reads it. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*?):[^}]*}");

  private final Set<String> declared = new TreeSet<>();
  private final BiConsumer<String, String> problems;

  private KafkaProviders(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  /**
   * Reads and checks what a file declares.
   *
   * @param problems gets a key and what is wrong with it
   */
  static KafkaProviders of(Map<String, String> values, BiConsumer<String, String> problems) {
    KafkaProviders providers = new KafkaProviders(problems);
    Arrays.stream(values.getOrDefault(KEY, "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(providers.declared::add);
    for (String name : providers.declared) {
      String key = KEY + "." + name + ".class";
      if (!CLASSES.contains(values.getOrDefault(key, ""))) {
        problems.accept(key, "expected one of " + String.join(", ", CLASSES));
      }
    }
    values.keySet().stream()
        .filter(key -> key.startsWith(KEY + "."))
        .forEach(key -> providers.checkKey(key, key.substring(KEY.length() + 1)));
    return providers;
  }

  private void checkKey(String key, String rest) {
    int dot = rest.indexOf('.');
    String setting = rest.substring(dot + 1);
    if (dot < 0 || !declared.contains(rest.substring(0, dot))) {
      problems.accept(key, "expected the name of a provider that " + KEY + " lists");
    } else if (!setting.equals("class") && !PARAMS.contains(setting)) {
      problems.accept(key, "expected class or one of " + new TreeSet<>(PARAMS));
    }
  }

  /** Whether a value has a placeholder, of a provider that is declared or not. */
  static boolean refersTo(String value) {
    return PLACEHOLDER.matcher(value).find();
  }

  /** Checks that the providers of all placeholders of a value are declared. */
  void check(String key, String value) {
    Matcher found = PLACEHOLDER.matcher(value);
    while (found.find()) {
      if (!declared.contains(found.group(1))) {
        problems.accept(
            key,
            "expected the provider of %s in %s, found none; for variables of the environment add %s=env and %s.env.class=%s"
                .formatted(found.group(), KEY, KEY, KEY, PACKAGE + "EnvVarConfigProvider"));
      }
    }
  }
}
