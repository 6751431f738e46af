package ai.colonycraft.realtime.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The values of a program's settings: defaults, overlaid by a YAML file ({@code --config FILE}),
 * overlaid by flags ({@code --key value} or {@code --key=value}). Nested YAML mappings and dotted
 * keys mean the same, and a key without a value the same as no key. Immutable once read.
 *
 * <p>Reading never stops at the first fault: {@link InvalidConfigException} carries all of them,
 * and an unknown key is one, since a setting that is silently ignored is worse than a refusal.
 */
public final class Settings {

  private static final String CONFIG = "config";

  private final List<Setting<?>> known;
  private final Map<String, Object> values = new HashMap<>();

  private Settings(List<Setting<?>> known) {
    this.known = known;
  }

  /**
   * Reads a program's command line and the YAML file that it names, if any.
   *
   * @param known every setting of the program, in the order {@code --help} shows them
   * @param args the command line
   * @throws InvalidConfigException with every problem found, in the order they stand
   */
  public static Settings read(List<Setting<?>> known, String... args) {
    List<String> problems = new ArrayList<>();
    Map<String, String> flags = flags(known, args, problems);
    Map<String, String> texts = new LinkedHashMap<>();
    Optional.ofNullable(flags.remove(CONFIG))
        .ifPresent(file -> texts.putAll(YamlFile.read(CONFIG, file, problems).texts()));
    texts.putAll(flags);

    Settings settings = new Settings(List.copyOf(known));
    for (String key : texts.keySet()) {
      // A section without a key in it is none either.
      boolean section =
          texts.get(key) == null && known.stream().anyMatch(s -> s.name().startsWith(key + "."));
      if (!section && known.stream().noneMatch(s -> s.name().equals(key))) {
        problems.add(key + ": no such setting" + suggestion(known, key));
      }
    }
    for (Setting<?> setting : known) {
      // A key without a value says nothing.
      String text = Objects.requireNonNullElse(texts.get(setting.name()), setting.defaultText());
      try {
        settings.values.put(setting.name(), setting.reader().read(text));
      } catch (InvalidConfigException e) {
        problems.addAll(e.problems());
      } catch (IllegalArgumentException e) {
        problems.add(
            "%s: expected %s, found \"%s\"".formatted(setting.name(), setting.form(), text));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return settings;
  }

  /** Whether the command line asks for help, which goes before everything else. */
  public static boolean asksForHelp(String... args) {
    return List.of(args).contains("--help") || List.of(args).contains("-h");
  }

  /** The value of a setting of this program; never null. */
  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    if (!values.containsKey(setting.name())) {
      throw new IllegalArgumentException(setting.name() + " is not a setting of this program");
    }
    return (T) values.get(setting.name());
  }

  /** The text that {@code --help} prints: every key with its form, default and meaning. */
  public static String help(String usage, List<Setting<?>> known) {
    StringBuilder text = new StringBuilder(usage).append("\n\n");
    text.append("  --config FILE\n      a YAML file with any of the keys below; flags go on top\n");
    for (Setting<?> s : known) {
      text.append("  --%s (default %s)%n".formatted(s.name(), s.defaultText()));
      text.append("      %s; %s%n".formatted(s.help(), s.form()));
    }
    return text.toString();
  }

  private static Map<String, String> flags(
      List<Setting<?>> known, String[] args, List<String> problems) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--") || args[i].length() == 2) {
        problems.add("expected --key value, found \"" + args[i] + "\"");
        continue;
      }
      String key = args[i].substring(2);
      String value;
      int equals = key.indexOf('=');
      if (equals >= 0) {
        value = key.substring(equals + 1);
        key = key.substring(0, equals);
      } else if (i + 1 < args.length && !args[i + 1].startsWith("--")) {
        value = args[++i];
      } else {
        problems.add(key + ": has no value" + (isKnown(known, key) ? "" : suggestion(known, key)));
        continue;
      }
      if (flags.putIfAbsent(key, value) != null) {
        problems.add(key + ": given twice on the command line");
      }
    }
    return flags;
  }

  private static boolean isKnown(List<Setting<?>> known, String key) {
    return key.equals(CONFIG) || known.stream().anyMatch(s -> s.name().equals(key));
  }

  private static String suggestion(List<Setting<?>> known, String key) {
    return nearest(known.stream().map(Setting::name).toList(), key)
        .map(name -> "; the nearest is " + name)
        .orElse("");
  }

  /** The word that is most like another one, the first of several; empty if there are none. */
  public static Optional<String> nearest(Collection<String> words, String other) {
    return words.stream().min(Comparator.comparingInt(word -> editDistance(word, other)));
  }

  /** Levenshtein's distance: insertions, deletions and substitutions from one to the other. */
  public static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
