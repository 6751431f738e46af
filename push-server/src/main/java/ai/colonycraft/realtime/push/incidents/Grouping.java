package ai.colonycraft.realtime.push.incidents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides which incidents stand under one head: a pure function of the incidents, the same whatever
 * their order.
 *
 * <p>An incident joins a group if it shares service and region, deployment (service and version) or
 * trace with a member, the last such member began at most {@link #WITHIN} before it, and one of
 * them had not ended when it began. If several groups qualify, it joins the one that began first.
 */
public final class Grouping {

  /** How long after the last member another one may begin. */
  public static final Duration WITHIN = Duration.ofMinutes(10);

  /** Earlier ones first; the id decides between those of one millisecond. */
  static final Comparator<Incident> BY_BEGIN =
      Comparator.comparingLong(Incident::begin).thenComparing(Incident::id);

  /** What incidents can share. */
  private record Key(String kind, String first, String second) {}

  /** A group that may still be joined through a key. */
  private static final class Entry {
    private final List<Incident> members;
    private long lastBegin;
    private long lastEnd = Long.MIN_VALUE;

    Entry(List<Incident> members) {
      this.members = members;
    }

    boolean takes(Incident incident) {
      return incident.begin() - lastBegin <= WITHIN.toMillis() && lastEnd > incident.begin();
    }

    void add(Incident incident) {
      lastBegin = incident.begin();
      lastEnd = Math.max(lastEnd, incident.resolvedAt().orElse(Long.MAX_VALUE));
    }
  }

  private Grouping() {}

  /**
   * The group of each incident, by its id; one that shares nothing is a group of its own.
   *
   * @param incidents of different ids; those of type {@code info} are left out
   */
  public static Map<String, Group> of(Collection<Incident> incidents) {
    Map<Key, Entry> entries = new HashMap<>();
    List<List<Incident>> groups = new ArrayList<>();
    for (Incident incident :
        incidents.stream().filter(Incident::isIncident).sorted(BY_BEGIN).toList()) {
      List<Key> keys = keys(incident);
      List<Incident> members =
          keys.stream()
              .map(entries::get)
              .filter(Objects::nonNull)
              .filter(entry -> entry.takes(incident))
              .map(entry -> entry.members)
              .min(Comparator.comparing(group -> group.get(0), BY_BEGIN))
              .orElseGet(
                  () -> {
                    List<Incident> made = new ArrayList<>();
                    groups.add(made);
                    return made;
                  });
      members.add(incident);
      for (Key key : keys) {
        Entry entry = entries.get(key);
        if (entry == null || entry.members != members) {
          entry = new Entry(members);
          entries.put(key, entry);
        }
        entry.add(incident);
      }
    }
    Map<String, Group> byId = new LinkedHashMap<>();
    for (List<Incident> members : groups) {
      Group group = new Group(members);
      members.forEach(member -> byId.put(member.id(), group));
    }
    return byId;
  }

  private static List<Key> keys(Incident incident) {
    List<Key> keys = new ArrayList<>();
    String service = incident.context().get("service");
    if (service != null) {
      // One without a region is about the service as a whole.
      keys.add(new Key("place", service, incident.context().getOrDefault("region", "")));
      String version = incident.context().get("version");
      if (version != null) {
        keys.add(new Key("deployment", service, version));
      }
    }
    String trace = incident.context().get("traceId");
    if (trace != null) {
      keys.add(new Key("trace", trace, ""));
    }
    return keys;
  }
}
