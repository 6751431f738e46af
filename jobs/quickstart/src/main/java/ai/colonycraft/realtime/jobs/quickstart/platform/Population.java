package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The users that are not here now; each is either away or in one session. */
final class Population {

  private final List<List<Person>> awayByRegion = new ArrayList<>();
  private final Chance chance;

  Population(int size, Chance chance) {
    this.chance = chance;
    Region.ALL.forEach(region -> awayByRegion.add(new ArrayList<>()));
    for (int number = 1; number <= size; number++) {
      leave(Person.born(number, chance));
    }
  }

  /** Someone comes, sooner from where people are awake; null if nobody is away there. */
  Person come(long now) {
    Region region = chance.any(Region.ALL, r -> r.share() * r.awake(now));
    List<Person> away = awayByRegion.get(Region.ALL.indexOf(region));
    if (away.isEmpty()) {
      return null;
    }
    Collections.swap(away, chance.below(away.size()), away.size() - 1);
    return away.remove(away.size() - 1);
  }

  /** Someone is away again. */
  void leave(Person person) {
    awayByRegion.get(Region.ALL.indexOf(person.region())).add(person);
  }
}
