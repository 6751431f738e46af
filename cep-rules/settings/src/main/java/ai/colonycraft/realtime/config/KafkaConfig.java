package ai.colonycraft.realtime.config;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * How the Kafka clients of a program connect: the brokers, and what the file of {@code
 * kafka.properties} sets for every producer, consumer and admin client.
 *
 * <p>It holds no secret, so that it can be part of a job's graph: a value that is one is a
 * placeholder of Kafka's <a
 * href="https://kafka.apache.org/documentation/#config_providers">configuration providers</a>,
 * which the client replaces when it is made, in the process where it runs.
 *
 * @param bootstrapServers Kafka's brokers, host:port with commas between
 * @param properties settings of Kafka's clients, by Kafka's own names; empty without a file
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties)
    implements Serializable {

  private static final String SERVERS = "bootstrap.servers";
  private static final String NO_FILE = "none";

  private static final Setting<String> BOOTSTRAP =
      Setting.text(
          "kafka.bootstrap.servers", "localhost:9092", "Kafka's brokers, with commas between");
  private static final Setting<Map<String, String>> PROPERTIES = properties(Set.of());

  public KafkaConfig {
    properties = Map.copyOf(properties);
  }

  /** Brokers that need no further settings. */
  public KafkaConfig(String bootstrapServers) {
    this(bootstrapServers, Map.of());
  }

  /**
   * The keys of a program's connection to Kafka, in the order {@code --help} shows them.
   *
   * @param names the settings that each kind of Kafka's clients knows
   */
  public static List<Setting<?>> settings(List<Set<String>> names) {
    return List.of(BOOTSTRAP, properties(union(names)));
  }

  /** Takes the values from a program's settings, which hold {@link #settings}. */
  public static KafkaConfig of(Settings settings) {
    return new KafkaConfig(settings.get(BOOTSTRAP), settings.get(PROPERTIES));
  }

  /**
   * Reads a properties file of client settings.
   *
   * @param names the settings that each kind of Kafka's clients knows
   * @throws InvalidConfigException with every problem of the file; each names the file and the key,
   *     none holds a value of a key that may be a secret
   */
  public static KafkaConfig read(String bootstrapServers, String file, List<Set<String>> names) {
    return new KafkaConfig(bootstrapServers, KafkaPropertiesFile.read(file, union(names)));
  }

  /**
   * The settings for one kind of client; the map may be changed.
   *
   * @param names the settings that this kind of client knows; those of others are left out
   */
  public Map<String, Object> client(Set<String> names) {
    Map<String, Object> client = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (names.contains(key) || key.startsWith(KafkaProviders.KEY)) {
            client.put(key, value);
          }
        });
    client.put(SERVERS, bootstrapServers);
    return client;
  }

  /**
   * Checks the settings in this process, if a file gave some: that Kafka takes their values, and
   * that each placeholder stands for a value here.
   *
   * @param names the settings that one kind of client knows
   * @param parse makes that client's configuration and returns all that it holds
   * @throws InvalidConfigException with every problem found
   */
  public void check(Set<String> names, UnaryOperator<Map<String, Object>> parse) {
    if (properties.isEmpty()) {
      return;
    }
    Map<String, Object> parsed;
    try {
      parsed = parse.apply(client(names));
    } catch (RuntimeException e) {
      throw new InvalidConfigException(
          List.of(KafkaPropertiesFile.SETTING + ": " + e.getMessage()));
    }
    List<String> problems =
        client(names).entrySet().stream()
            .filter(each -> !each.getKey().startsWith(KafkaProviders.KEY))
            .filter(each -> KafkaProviders.refersTo(String.valueOf(parsed.get(each.getKey()))))
            .map(
                each ->
                    "%s: %s: nothing stands for a placeholder of %s where this program runs"
                        .formatted(KafkaPropertiesFile.SETTING, each.getKey(), each.getValue()))
            .sorted()
            .toList();
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  private static Set<String> union(List<Set<String>> names) {
    Set<String> all = new TreeSet<>();
    names.forEach(all::addAll);
    return all;
  }

  private static Setting<Map<String, String>> properties(Set<String> known) {
    return new Setting<>(
        KafkaPropertiesFile.SETTING,
        "the path of a properties file, or " + NO_FILE,
        NO_FILE,
        "settings of all Kafka clients, by Kafka's names: security and the like",
        text -> text.equals(NO_FILE) ? Map.of() : KafkaPropertiesFile.read(text, known));
  }
}
