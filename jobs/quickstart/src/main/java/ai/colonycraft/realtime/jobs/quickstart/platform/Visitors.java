package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/**
 * People who come, act and go. At the start the platform is already at work: sessions are under way
 * whose beginning was before.
 */
final class Visitors {

  private static final double SESSION_MILLIS = 10 * 60_000;
  private static final double GAP_MILLIS = 20_000;

  /** Of all users, how many are here at once at most, at the day's mean. */
  private static final double MOST_HERE = 0.4;

  /** Sessions that end without a word: a lid is closed, a train goes into a tunnel. */
  private static final double SILENT_END = 0.15;

  private record Turn(long at, Visit visit) {}

  private final Chance chance;
  private final Population population;
  private final Colonies colonies;
  private final double here;
  private final double gapMillis;
  private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::at));
  private double nextArrival;
  private long events;

  /**
   * People for a platform.
   *
   * @param users all of them
   * @param eventsPerSecond what they do together, at the day's mean
   */
  Visitors(int users, double eventsPerSecond, long start, Chance chance) {
    this.chance = chance;
    population = new Population(users, chance);
    colonies = new Colonies(Math.max(20, users / 5), chance);
    double wanted = eventsPerSecond * GAP_MILLIS / 1000;
    here = Math.max(1, Math.min(wanted, users * MOST_HERE));
    gapMillis = here / eventsPerSecond * 1000;
    double now = here * Region.rhythm(start);
    for (int i = 0; i < now; i++) {
      Person person = population.come(start);
      if (person != null) {
        Visit visit = visit(person, start);
        take(visit, start);
      }
    }
    nextArrival = start + arrival(start);
  }

  /** The share of sessions that last no longer than so many minutes. */
  static double sessionsWithin(double minutes) {
    return 1 - Math.exp(-minutes * 60_000 / SESSION_MILLIS);
  }

  /** When someone does something next. */
  long next() {
    Turn first = turns.peek();
    return Math.min((long) nextArrival, first == null ? Long.MAX_VALUE : first.at);
  }

  /** Lets happen what is next; gives what happened, and to whom, if anything did. */
  void step(BiConsumer<Map<String, Object>, Person> to) {
    Turn first = turns.peek();
    if (first == null || nextArrival <= first.at) {
      arrive((long) nextArrival, to);
    } else {
      turns.remove();
      turn(first, to);
    }
  }

  private void arrive(long now, BiConsumer<Map<String, Object>, Person> to) {
    nextArrival += arrival(now);
    Person person = population.come(now);
    if (person != null) {
      Visit visit = visit(person, now);
      to.accept(visit.start(eventId(), now), person);
      take(visit, now);
    }
  }

  private void turn(Turn turn, BiConsumer<Map<String, Object>, Person> to) {
    Visit visit = turn.visit;
    if (turn.at < visit.endsAt) {
      to.accept(visit.act(eventId(), turn.at), visit.person);
      take(visit, turn.at);
      return;
    }
    population.leave(visit.person);
    if (!chance.happens(SILENT_END)) {
      to.accept(visit.end(eventId(), turn.at), visit.person);
    }
  }

  private Visit visit(Person person, long now) {
    return new Visit(person, now + (long) chance.wait(SESSION_MILLIS), colonies, chance);
  }

  private void take(Visit visit, long now) {
    long at = now + Math.max(1, (long) chance.wait(gapMillis));
    turns.add(new Turn(Math.min(at, Math.max(now + 1, visit.endsAt)), visit));
  }

  private double arrival(long now) {
    return chance.wait(SESSION_MILLIS / (here * Region.rhythm(now)));
  }

  private String eventId() {
    return "user-" + events++;
  }
}
