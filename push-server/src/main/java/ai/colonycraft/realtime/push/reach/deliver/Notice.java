package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message about one incident to one person by one way.
 *
 * <p>Its id follows from the incident, the kind, the step, the person and the way, so every push
 * server gives the same message the same id: a repeat can be recognized by it. What is sent by a
 * push service bears {@link #tag()}, so that a later notice of the incident replaces it.
 *
 * @param id see {@link #id(String, Kind, int, String, String)}; 24 characters of {@code A-Z a-z 0-9
 *     - _}
 * @param kind why it is sent
 * @param incident its present state
 * @param message the text of the incident's present state
 * @param step of the escalation policy, from 0; for {@link Kind#HANDLED} and {@link Kind#REMINDER}
 *     how many acknowledgements were taken back before
 * @param by who acknowledged the incident, as far as it was said; empty for other kinds
 * @param due when it was to be sent
 */
public record Notice(
    String id,
    Kind kind,
    Incident incident,
    String message,
    int step,
    Optional<String> by,
    Instant due) {

  /** Why a notice is sent. */
  public enum Kind {
    /** An incident began. */
    OPENED,
    /** Nobody acknowledged it in the time that the escalation policy gives. */
    ESCALATED,
    /** Somebody acknowledged it. Replaces what was sent before, and is not to make a sound. */
    HANDLED,
    /** It ended. Replaces what was sent before, and is not to make a sound. */
    RESOLVED,
    /** It was acknowledged, and the acknowledgement was taken back. */
    REMINDER,
    /** A person asked for a message, to see whether it arrives. */
    TEST;

    /** Whether it is to draw attention; one that is not replaces a former notice in silence. */
    public boolean interrupts() {
      return this != HANDLED && this != RESOLVED;
    }

    /** Its name in records and labels, in lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int ID_BYTES = 18;

  public Notice {
    Objects.requireNonNull(id);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(incident);
    Objects.requireNonNull(message);
    Objects.requireNonNull(by);
    Objects.requireNonNull(due);
  }

  /** A test message. Each has an id of its own, by its time. */
  public static Notice test(String person, String way, Instant now) {
    String about = "test-" + now.toEpochMilli();
    Incident incident =
        new Incident(
            about,
            "info",
            "Test message",
            "push-server",
            now.toEpochMilli(),
            Optional.empty(),
            now.toEpochMilli(),
            Map.of(),
            List.of(),
            List.of());
    return new Notice(
        id(about, Kind.TEST, 0, person, way),
        Kind.TEST,
        incident,
        "Notifications arrive here.",
        0,
        Optional.empty(),
        now);
  }

  /**
   * The id of a notice.
   *
   * @param incident its id
   * @param person the person's id
   * @param way {@link Way#name()}
   */
  public static String id(String incident, Kind kind, int step, String person, String way) {
    MessageDigest digest = Sha256.begin();
    for (String part : List.of(incident, kind.name(), Integer.toString(step), person, way)) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // The length goes first, so that no two lists of parts give the same bytes.
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    byte[] first = Arrays.copyOf(digest.digest(), ID_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
  }

  /**
   * What all notices of an incident share, for the tag of a notification and the Topic of a push
   * message: 24 characters of {@code A-Z a-z 0-9 - _}.
   */
  public String tag() {
    return id(incident.id(), Kind.OPENED, 0, "", "");
  }
}
