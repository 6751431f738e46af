package ai.colonycraft.realtime.push.incidents;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What belongs together at a moment: which incidents are shown within another one, and the groups
 * of those that are shown by themselves. Immutable.
 */
public final class Board {

  private static final Comparator<Group> BY_FIRST =
      Comparator.comparing(group -> group.members().get(0), Grouping.BY_BEGIN);

  /** Of nothing. */
  public static final Board EMPTY = of(List.of());

  private final Map<String, List<Incident>> parts;
  private final Map<String, String> partOf = new HashMap<>();
  private final Map<String, Incident> shown = new LinkedHashMap<>();
  private final Map<String, Group> groups;

  /** Each once; a group is not hashed, since that takes as long as it has members. */
  private final Collection<Group> distinct;

  private Board(Map<String, List<Incident>> parts, Collection<Incident> all) {
    this.parts = parts;
    parts.forEach((id, others) -> others.forEach(part -> partOf.put(part.id(), id)));
    for (Incident incident : all) {
      if (incident.isIncident() && !partOf.containsKey(incident.id())) {
        List<Incident> others = parts.getOrDefault(incident.id(), List.of());
        shown.put(incident.id(), others.isEmpty() ? incident : SameFact.merged(incident, others));
      }
    }
    this.groups = Grouping.of(shown.values());
    this.distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    this.distinct.addAll(groups.values());
  }

  /** Of these incidents; those of type {@code info} are left out. */
  public static Board of(Collection<Incident> incidents) {
    return new Board(SameFact.of(incidents), incidents);
  }

  /** The incident within which one is shown; empty if it is shown by itself. */
  public Optional<String> partOf(String id) {
    return Optional.ofNullable(partOf.get(id));
  }

  /** The incidents that are shown within one. */
  public List<Incident> parts(String id) {
    return parts.getOrDefault(id, List.of());
  }

  /** An incident that is shown by itself, with what its parts say. */
  public Optional<Incident> shown(String id) {
    return Optional.ofNullable(shown.get(id));
  }

  /** All that are shown by themselves, open or ended. */
  public Collection<Incident> shown() {
    return List.copyOf(shown.values());
  }

  /** The group of an incident, or of the one within which it is shown; empty if it is unknown. */
  public Optional<Group> group(String id) {
    return Optional.ofNullable(groups.get(partOf.getOrDefault(id, id)));
  }

  /** The groups of several members, one of them open at least. */
  public List<Group> openGroups() {
    return distinct.stream()
        .filter(group -> isOfSeveral(group) && group.open() > 0)
        .sorted(BY_FIRST)
        .toList();
  }

  /** Groups of several members that are not the same in an earlier board, or were several there. */
  public List<Group> changedSince(Board before) {
    if (before == this) {
      return List.of();
    }
    return distinct.stream()
        .filter(group -> isOfSeveral(group) || isOfSeveral(before.groups.get(group.id())))
        .filter(group -> !group.equals(before.groups.get(group.id())))
        .sorted(BY_FIRST)
        .toList();
  }

  private static boolean isOfSeveral(Group group) {
    return group != null && group.members().size() > 1;
  }
}
