package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a person wants to be reached for, when and how.
 *
 * @param severities {@code warning} and {@code critical}
 * @param services of incidents; empty for all
 * @param regions of incidents; empty for all
 * @param quietHours when not; empty for never
 * @param ways {@code webpush}, {@code android} and {@code mail}, those that may be used
 * @param digests by mail
 * @param zone of the person's clock
 * @param language of what is sent: {@code en} or {@code de}
 */
public record Preferences(
    Set<String> severities,
    Set<String> services,
    Set<String> regions,
    Optional<QuietHours> quietHours,
    Set<String> ways,
    Digests digests,
    ZoneId zone,
    String language) {

  public static final String CRITICAL = "critical";
  public static final String WEB_PUSH = "webpush";
  public static final String ANDROID = "android";
  public static final String MAIL = "mail";

  // Before the default preferences, which are checked against them.
  static final Set<String> SEVERITIES = Set.of("warning", CRITICAL);
  static final Set<String> WAYS = Set.of(WEB_PUSH, ANDROID, MAIL);
  static final Set<String> LANGUAGES = Set.of("en", "de");

  private static final int MOST_NAMES = 100;
  private static final int MOST_NAME = 200;

  /** What holds until a person says otherwise: critical incidents, at any time, by every device. */
  public static final Preferences DEFAULT =
      new Preferences(
          Set.of(CRITICAL),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Set.of(WEB_PUSH, ANDROID),
          Digests.NONE,
          ZoneOffset.UTC,
          "en");

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException if a word is unknown or there are too many; the message names
   *     the field
   */
  public Preferences {
    severities = words("severities", severities, SEVERITIES);
    services = names("services", services);
    regions = names("regions", regions);
    Objects.requireNonNull(quietHours, "quietHours");
    ways = words("ways", ways, WAYS);
    Objects.requireNonNull(digests, "digests");
    Objects.requireNonNull(zone, "zone");
    words("language", Set.of(language), LANGUAGES);
  }

  /** Whether a person is to be reached for an incident at a moment. */
  public boolean wants(Incident incident, Instant now) {
    return isOfInterest(incident) && !isQuiet(incident, now);
  }

  /** Whether a person is to be reached for an incident at some time. */
  public boolean isOfInterest(Incident incident) {
    return severities.contains(incident.type())
        && names("service", services, incident)
        && names("region", regions, incident);
  }

  /** Whether quiet hours hold an incident back at a moment. */
  public boolean isQuiet(Incident incident, Instant now) {
    return quietHours
        .filter(quiet -> !(quiet.criticalBreaks() && incident.type().equals(CRITICAL)))
        .filter(quiet -> quiet.contains(now, zone))
        .isPresent();
  }

  private static boolean names(String label, Set<String> wanted, Incident incident) {
    return wanted.isEmpty() || incident.label(label).filter(wanted::contains).isPresent();
  }

  private static Set<String> words(String field, Set<String> found, Set<String> known) {
    if (!known.containsAll(found)) {
      throw new IllegalArgumentException(
          "preferences." + field + ": expected " + String.join(", ", new TreeSet<>(known)));
    }
    return Set.copyOf(found);
  }

  private static Set<String> names(String field, Set<String> found) {
    String place = "preferences." + field;
    Checks.size(place, found, MOST_NAMES);
    Set<String> names = new TreeSet<>();
    found.forEach(name -> names.add(Checks.required(place, name, MOST_NAME)));
    return Set.copyOf(names);
  }
}
