package ai.colonycraft.realtime.rules.match;

import java.util.List;

/** Which letters of a word a match has, whose events are a second apart. */
final class Places {

  private Places() {}

  /** Their places in the word, one after another. */
  static String of(Match match, long start) {
    StringBuilder places = new StringBuilder();
    match.steps().values().stream()
        .flatMap(List::stream)
        .forEach(event -> places.append((event.timestamp() - start) / 1000));
    return places.toString();
  }
}
