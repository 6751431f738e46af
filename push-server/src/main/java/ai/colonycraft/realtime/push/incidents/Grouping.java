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
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides which incidents stand under one head: a pure function of the incidents, the same whatever
 * their order.
 *
 * <p>An incident joins a group if it shares service and region, deployment (service and version) or
 * trace with a member, the last such member began at most {@link #WITHIN} before it, and one of
 * them had not ended when it began. If several groups qualify, it joins the one that began first.
 *
 * <p>An incident of a service without a region is about the service as a whole: it shares its place
 * with those of every region. Through it a group takes the incidents of one region, that of its
 * first member with one, so that it does not bring those of two regions together.
 */
public final class Grouping {

  /** How long after the last member another one may begin. */
  public static final Duration WITHIN = Duration.ofMinutes(10);

  /** Earlier ones first; the id decides between those of one millisecond. */
  static final Comparator<Incident> BY_BEGIN =
      Comparator.comparingLong(Incident::begin).thenComparing(Incident::id);

  /** The region of what is about a service as a whole. */
  private static final String WHOLE = "";

  /** What incidents can share apart from the place. */
  private record Key(String kind, String first, String second) {}

  /** A group that is being made. */
  private static final class Members {
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<String, String> firstRegions = new HashMap<>();

    void add(Incident incident) {
      incidents.add(incident);
      String region = region(incident);
      if (!region.equals(WHOLE)) {
        firstRegions.putIfAbsent(incident.context().get("service"), region);
      }
    }

    /** Whether its first member of a service that has a region has this one, or none has one. */
    boolean mayTake(String service, String region) {
      return firstRegions.getOrDefault(service, region).equals(region);
    }
  }

  /** A group that may still be joined through a place or a key. */
  private static final class Entry {
    private final Members members;
    private long lastBegin;
    private long lastEnd = Long.MIN_VALUE;

    Entry(Members members) {
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
    Map<String, Map<String, Entry>> places = new HashMap<>();
    Map<Key, Entry> others = new HashMap<>();
    List<Members> groups = new ArrayList<>();
    for (Incident incident :
        incidents.stream().filter(Incident::isIncident).sorted(BY_BEGIN).toList()) {
      Map<String, Entry> regions =
          Optional.ofNullable(incident.context().get("service"))
              .map(service -> places.computeIfAbsent(service, s -> new HashMap<>()))
              .orElseGet(HashMap::new);
      List<Key> keys = keys(incident);
      Members members =
          Stream.concat(
                  ofPlace(incident, regions),
                  keys.stream().map(others::get).filter(Objects::nonNull))
              .filter(entry -> entry.takes(incident))
              .map(entry -> entry.members)
              .min(Comparator.comparing(group -> group.incidents.get(0), BY_BEGIN))
              .orElseGet(
                  () -> {
                    Members made = new Members();
                    groups.add(made);
                    return made;
                  });
      members.add(incident);
      add(incident, members, region(incident), regions);
      keys.forEach(key -> add(incident, members, key, others));
    }
    Map<String, Group> byId = new LinkedHashMap<>();
    for (Members members : groups) {
      Group group = new Group(members.incidents);
      members.incidents.forEach(member -> byId.put(member.id(), group));
    }
    return byId;
  }

  /**
   * The groups that are about the place of an incident; {@code regions} are those of its service.
   */
  private static Stream<Entry> ofPlace(Incident incident, Map<String, Entry> regions) {
    String region = region(incident);
    if (region.equals(WHOLE)) {
      return regions.values().stream();
    }
    String service = incident.context().get("service");
    return Stream.concat(
        Stream.ofNullable(regions.get(region)),
        Stream.ofNullable(regions.get(WHOLE)).filter(e -> e.members.mayTake(service, region)));
  }

  private static <K> void add(Incident incident, Members members, K key, Map<K, Entry> entries) {
    Entry entry = entries.get(key);
    if (entry == null || entry.members != members) {
      entry = new Entry(members);
      entries.put(key, entry);
    }
    entry.add(incident);
  }

  private static String region(Incident incident) {
    return incident.context().getOrDefault("region", WHOLE);
  }

  private static List<Key> keys(Incident incident) {
    List<Key> keys = new ArrayList<>();
    String service = incident.context().get("service");
    String version = incident.context().get("version");
    if (service != null && version != null) {
      keys.add(new Key("deployment", service, version));
    }
    String trace = incident.context().get("traceId");
    if (trace != null) {
      keys.add(new Key("trace", trace, ""));
    }
    return keys;
  }
}
