package ai.colonycraft.realtime.jobs.health;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The kind of page that a path leads to: {@code /colonies/c-123?tab=2} is of {@code /colonies/:id}.
 * What looks like a word is kept, what looks like an id is not, and no more than four parts are.
 * Remembers the pages it was asked for lately; not thread-safe.
 */
final class PageGroup {

  private static final Pattern ORIGIN = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*");
  private static final Pattern END = Pattern.compile("[?#].*", Pattern.DOTALL);
  private static final Pattern WORD =
      Pattern.compile("v\\d{1,3}|[a-zA-Z][a-zA-Z_-]{0,30}(\\.[a-z]{1,5})?");
  private static final int PARTS = 4;
  private static final int LONGEST = 2_000;
  private static final int REMEMBERED = 2_000;

  private final Map<String, String> known = new HashMap<>();

  /** The group of a path or URL; {@code unknown} if there is none. */
  String of(String page) {
    if (page == null || page.isBlank()) {
      return Labels.UNKNOWN;
    }
    String group = known.get(page);
    if (group == null) {
      group = group(page);
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(page, group);
    }
    return group;
  }

  private static String group(String page) {
    String cut = page.length() > LONGEST ? page.substring(0, LONGEST) : page;
    String path = END.matcher(ORIGIN.matcher(cut.strip()).replaceFirst("")).replaceFirst("");
    StringBuilder group = new StringBuilder();
    int parts = 0;
    for (String part : path.split("/")) {
      if (part.isEmpty()) {
        continue;
      }
      if (++parts > PARTS) {
        return group.append("/…").toString();
      }
      group.append('/').append(WORD.matcher(part).matches() ? part : ":id");
    }
    return group.isEmpty() ? "/" : group.toString();
  }
}
