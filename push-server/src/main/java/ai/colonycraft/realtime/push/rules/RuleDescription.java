package ai.colonycraft.realtime.push.rules;

import java.util.Optional;

/**
 * What the correlation job says of one version of a rule.
 *
 * @param version of the text that it describes
 * @param state {@code active}, {@code resting}, {@code suspended} or {@code refused}
 * @param why it is not active; empty if it is
 * @param description as its author wrote it; may be empty
 * @param severity of its matches; empty if the text is refused
 * @param key what the events of one match have in common; empty if the text is refused
 * @param within the time of a match; empty if the text is refused
 * @param explanation in words and as a picture; empty if the text is refused
 * @param toggled the text that puts it to rest, or back; empty if the job knows none
 * @param failure the last one; empty if there was none
 */
public record RuleDescription(
    String version,
    String state,
    String why,
    String description,
    String severity,
    String key,
    String within,
    String explanation,
    Optional<String> toggled,
    Optional<Failure> failure) {

  /** A failure inside a rule, {@code at} in epoch milliseconds. */
  public record Failure(long at, String message) {}
}
