package ai.colonycraft.realtime.push.reach.deliver;

import java.time.Instant;
import java.util.Optional;

/**
 * A notice that somebody is to get.
 *
 * @param person the person's id
 * @param way by which it goes; empty for whichever reaches the person
 * @param isDuty whether a policy names the person, so that it matters if nothing reaches them
 * @param due since when
 * @param by see {@link Notice#by()}
 */
record Wanted(
    Notice.Kind kind,
    int step,
    String person,
    Optional<String> way,
    boolean isDuty,
    Instant due,
    Optional<String> by) {

  /** Of a new incident, for somebody who wants it by their preferences. */
  static Wanted opened(String person, Instant due) {
    return new Wanted(
        Notice.Kind.OPENED, 0, person, Optional.empty(), false, due, Optional.empty());
  }

  /** Of a step of a policy. */
  static Wanted onDuty(Notice.Kind kind, int step, String person, Instant due) {
    return new Wanted(kind, step, person, Optional.empty(), true, due, Optional.empty());
  }

  /** One that follows another one by the same way. */
  static Wanted after(Sent sent, Notice.Kind kind, int step, Instant due, Optional<String> by) {
    return new Wanted(kind, step, sent.person(), Optional.of(sent.way()), false, due, by);
  }
}
