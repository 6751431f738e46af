package ai.colonycraft.realtime.jobs.quickstart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Flags from an environment variable beneath those of the command line. */
final class Flags {

  private Flags() {}

  /**
   * The flags of both; one that stands in both counts as the command line has it.
   *
   * @param environment flags with spaces between, or null for none
   */
  static String[] merge(String environment, String... args) {
    Set<String> given =
        Arrays.stream(args).filter(Flags::isKey).map(Flags::key).collect(Collectors.toSet());
    List<String> merged = new ArrayList<>();
    boolean keep = true;
    for (String word : words(environment)) {
      keep = isKey(word) ? !given.contains(key(word)) : keep;
      if (keep) {
        merged.add(word);
      }
    }
    merged.addAll(List.of(args));
    return merged.toArray(String[]::new);
  }

  private static List<String> words(String environment) {
    return environment == null || environment.isBlank()
        ? List.of()
        : List.of(environment.strip().split("\\s+"));
  }

  private static boolean isKey(String word) {
    return word.startsWith("--");
  }

  private static String key(String word) {
    return word.split("=", 2)[0];
  }
}
