package ai.colonycraft.realtime.push.incidents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds incidents of several sources that report one fact: an alert that names a rule ({@code
 * sameAs}), and an incident of that rule of the same service, of the same region if both have one,
 * that goes on at the same time. They are shown as one, the one that began first. A pure function.
 */
public final class SameFact {

  private SameFact() {}

  /**
   * The other incidents that are shown within one, by the id of that one; the first began first.
   * What is shown within none, and shows none, is not in it.
   */
  public static Map<String, List<Incident>> of(Collection<Incident> incidents) {
    Map<String, List<Incident>> bySource = new HashMap<>();
    for (Incident incident : incidents) {
      if (incident.isIncident() && incident.sameAs().isEmpty()) {
        incident
            .sources()
            .forEach(
                source -> bySource.computeIfAbsent(source, s -> new ArrayList<>()).add(incident));
      }
    }
    Map<String, List<Incident>> together = new LinkedHashMap<>();
    for (Incident alert : incidents) {
      if (alert.isIncident() && !alert.sameAs().isEmpty()) {
        reportedBy(alert, bySource)
            .ifPresent(
                rule ->
                    together
                        .computeIfAbsent(rule.id(), id -> new ArrayList<>(List.of(rule)))
                        .add(alert));
      }
    }
    Map<String, List<Incident>> parts = new LinkedHashMap<>();
    for (List<Incident> all : together.values()) {
      all.sort(Grouping.BY_BEGIN);
      parts.put(all.get(0).id(), List.copyOf(all.subList(1, all.size())));
    }
    return Collections.unmodifiableMap(parts);
  }

  /**
   * One incident for several that report one fact: it goes on while one of them does, and has what
   * the context of any says.
   *
   * @param first whose id, begin and texts it has
   */
  public static Incident merged(Incident first, List<Incident> parts) {
    List<Incident> all = new ArrayList<>(List.of(first));
    all.addAll(parts);
    boolean isOpen = all.stream().anyMatch(Incident::isOpen);
    Map<String, String> context = new HashMap<>();
    Set<String> sources = new LinkedHashSet<>();
    for (Incident one : all) {
      one.context().forEach(context::putIfAbsent);
      sources.addAll(one.sources());
    }
    return new Incident(
        first.id(),
        all.stream().anyMatch(one -> one.type().equals("critical")) ? "critical" : first.type(),
        first.title(),
        first.source(),
        first.begin(),
        isOpen
            ? Optional.empty()
            : all.stream().flatMap(one -> one.resolvedAt().stream()).max(Long::compare),
        all.stream().mapToLong(Incident::lastSeenAt).max().orElseThrow(),
        context,
        List.copyOf(sources),
        first.sameAs());
  }

  /** The incident of a rule that an alert names, the one that began closest to it. */
  private static Optional<Incident> reportedBy(
      Incident alert, Map<String, List<Incident>> bySource) {
    return alert.sameAs().stream()
        .flatMap(source -> bySource.getOrDefault(source, List.of()).stream())
        .filter(rule -> isAboutTheSame(alert, rule))
        .filter(rule -> alert.goesOnAt(rule.begin()) || rule.goesOnAt(alert.begin()))
        .min(
            Comparator.comparingLong((Incident rule) -> Math.abs(rule.begin() - alert.begin()))
                .thenComparing(Incident::id));
  }

  private static boolean isAboutTheSame(Incident alert, Incident rule) {
    String service = alert.context().get("service");
    String region = alert.context().get("region");
    String ruleRegion = rule.context().get("region");
    return service != null
        && service.equals(rule.context().get("service"))
        && (region == null || ruleRegion == null || region.equals(ruleRegion));
  }
}
