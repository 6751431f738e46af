package ai.colonycraft.realtime.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a properties file of Kafka client settings. A secret that is written out in it is replaced
 * by a placeholder that names the file, {@code ${kafka-properties:/path/of/file:key}}, so that
 * nothing but the file holds it; the file then has to be where the client runs.
 */
final class KafkaPropertiesFile {

  static final String SETTING = "kafka.properties";

  /** The configuration provider that reads secrets from this file. */
  private static final String PROVIDER = "kafka-properties";

  /** What each program decides, so that a file can't change what it promises. */
  private static final Set<String> OWNED =
      Set.of(
          "acks",
          "allow.auto.create.topics",
          "auto.commit.interval.ms",
          "auto.offset.reset",
          "bootstrap.controllers",
          "bootstrap.servers",
          "client.id",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "group.remote.assignor",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "partition.assignment.strategy",
          "partitioner.class",
          "transaction.timeout.ms",
          "transaction.two.phase.commit.enable",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  private final Path file;
  private final Set<String> known;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>();

  private KafkaPropertiesFile(Path file, Set<String> known) {
    this.file = file;
    this.known = known;
  }

  /**
   * The settings of a file.
   *
   * @param known the names that Kafka's clients know
   * @throws InvalidConfigException with every problem found
   */
  static Map<String, String> read(String name, Set<String> known) {
    Path file;
    try {
      file = Path.of(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw unreadable(name, e.getReason());
    }
    KafkaPropertiesFile read = new KafkaPropertiesFile(file, known);
    read.load(name);
    Map<String, String> settings = read.checked();
    if (!read.problems.isEmpty()) {
      throw new InvalidConfigException(read.problems);
    }
    return settings;
  }

  private void load(String name) {
    Properties lines =
        new Properties() {
          @Override
          public synchronized Object put(Object key, Object value) {
            if (containsKey(key)) {
              problem((String) key, "expected once, found twice");
            }
            return super.put(key, value);
          }
        };
    try (Reader in = Files.newBufferedReader(file)) {
      lines.load(in);
    } catch (CharacterCodingException e) {
      throw unreadable(name, "it is not UTF-8");
    } catch (IOException e) {
      throw unreadable(name, e.getClass().getSimpleName());
    } catch (IllegalArgumentException e) {
      throw unreadable(name, e.getMessage());
    }
    lines.stringPropertyNames().forEach(key -> values.put(key, lines.getProperty(key).strip()));
  }

  private Map<String, String> checked() {
    KafkaProviders providers = KafkaProviders.of(values, this::problem);
    Map<String, String> settings = new TreeMap<>();
    boolean refersToFile = false;
    for (Map.Entry<String, String> each : values.entrySet()) {
      String key = each.getKey();
      String value = each.getValue();
      if (key.startsWith(KafkaProviders.KEY)) {
        settings.put(key, value);
      } else if (OWNED.contains(key)) {
        problem(key, "expected no such key, since each program sets it itself; remove the line");
      } else if (!known.contains(key)) {
        problem(key, "Kafka's clients have no such setting" + nearest(key));
      } else if (KafkaSecrets.isSecret(key)
          && !value.isEmpty()
          && !KafkaProviders.refersTo(value)) {
        refersToFile = true;
        settings.put(key, "${%s:%s:%s}".formatted(PROVIDER, file, key));
      } else {
        providers.check(key, value);
        if (KafkaSecrets.isSecret(key)) {
          KafkaSecrets.problem(key, value).ifPresent(words -> problem(key, words));
        }
        settings.put(key, value);
      }
    }
    if (refersToFile) {
      if (file.toString().matches(".*[:,}].*")) {
        throw unreadable(file.toString(), "its path has a colon, a comma or a brace");
      }
      settings.merge(KafkaProviders.KEY, PROVIDER, (declared, own) -> declared + "," + own);
      settings.put(KafkaProviders.KEY + "." + PROVIDER + ".class", KafkaProviders.FILE);
      settings.put(KafkaProviders.KEY + "." + PROVIDER + ".param.allowed.paths", file.toString());
    }
    return settings;
  }

  private String nearest(String key) {
    return Settings.nearest(known, key).map(name -> "; the nearest is " + name).orElse("");
  }

  private void problem(String key, String words) {
    problems.add("%s: %s: %s: %s".formatted(SETTING, file, key, words));
  }

  private static InvalidConfigException unreadable(String name, String cause) {
    return new InvalidConfigException(
        List.of(
            "%s: expected a properties file that can be read, found %s (%s)"
                .formatted(SETTING, name, cause)));
  }
}
