package ai.colonycraft.realtime.push.incidents;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Incidents that stand under one head, since they are about one place, deployment or trace.
 *
 * @param members those that began first come first; at least one
 */
public record Group(List<Incident> members) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  public Group {
    members = List.copyOf(members);
  }

  /** The id of the member that began first. */
  public String id() {
    return members.get(0).id();
  }

  /** How many members have not ended. */
  public int open() {
    return (int) members.stream().filter(Incident::isOpen).count();
  }

  /** When the first of those that are open began, or of all if none is; epoch milliseconds. */
  public long since() {
    boolean isOver = open() == 0;
    return members.stream()
        .filter(member -> member.isOpen() || isOver)
        .mapToLong(Incident::begin)
        .min()
        .orElseThrow();
  }

  /** {@code critical} if one that is open is, or, if none is open, if any member is. */
  public String type() {
    boolean isOver = open() == 0;
    boolean isCritical =
        members.stream()
            .filter(member -> member.isOpen() || isOver)
            .anyMatch(member -> member.type().equals("critical"));
    return isCritical ? "critical" : "warning";
  }

  /** The value of a label of the context, if all that have it have the same. */
  public Optional<String> common(String label) {
    List<String> values =
        members.stream()
            .map(m -> m.context().get(label))
            .filter(v -> v != null)
            .distinct()
            .toList();
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  /** What it is about: a service and its region, a trace, or else the title of its first member. */
  public String title() {
    Optional<String> service = common("service");
    if (service.isPresent()) {
      return service.get() + common("region").map(region -> " in " + region).orElse("");
    }
    return common("traceId").map(trace -> "Trace " + trace).orElse(members.get(0).title());
  }

  /**
   * The line above its members: {@code colony-service in eu-west-1: 3, since 03:23, after the
   * deployment of 2.4.1}.
   *
   * @param zone in which the time is given
   */
  public String sentence(ZoneId zone) {
    return "%s: %d, since %s%s"
        .formatted(
            title(),
            open() == 0 ? members.size() : open(),
            TIME.format(Instant.ofEpochMilli(since()).atZone(zone)),
            common("version").map(version -> ", after the deployment of " + version).orElse(""));
  }

  /** The ids of its members. */
  public List<String> ids() {
    return members.stream().map(Incident::id).toList();
  }
}
