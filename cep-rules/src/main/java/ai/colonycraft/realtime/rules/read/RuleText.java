package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.event.Sha256;
import ai.colonycraft.realtime.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The YAML of a rule as text: its version, and the same rule in force or resting. */
public final class RuleText {

  private static final String RESTING = "enabled: false\n";
  private static final Pattern ENABLED =
      Pattern.compile("^enabled[ \\t]*:.*$\\n?", Pattern.MULTILINE);

  private RuleText() {}

  /** The first eight hexadecimal digits of the SHA-256 of a text. */
  public static String version(String text) {
    byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 4);
  }

  /**
   * The text that puts a rule to rest, or a resting rule in force. A line {@code enabled: false} is
   * added at the end, or the line {@code enabled} removed, so that a text without this line is the
   * same after both changes.
   *
   * @return empty if the text has another form, such as one object in braces, in which that line
   *     can't be changed alone
   */
  public static Optional<String> toggled(Rule rule) {
    String without = ENABLED.matcher(rule.text()).replaceAll("");
    String changed =
        rule.enabled() ? without + (without.endsWith("\n") ? "" : "\n") + RESTING : without;
    return RuleReader.draft(rule.id(), changed)
        .rule()
        .filter(read -> isToggled(rule, read))
        .map(read -> changed);
  }

  private static boolean isToggled(Rule before, Rule after) {
    return after.enabled() != before.enabled()
        && after.id().equals(before.id())
        && after.steps().size() == before.steps().size();
  }
}
