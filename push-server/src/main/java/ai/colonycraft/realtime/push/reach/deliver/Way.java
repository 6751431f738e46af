package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.reach.people.Person;
import java.util.concurrent.CompletionStage;

/** A way by which notices reach people: Web Push, mail. Any thread may call it. */
public interface Way {

  /** Its name in records, labels and {@code Preferences.ways}, such as {@code webpush}. */
  String name();

  /**
   * Whether a person can be reached by it, as far as is known: they have a device or an address for
   * it. Must not block.
   */
  boolean reaches(Person person);

  /**
   * Whether a kind of notice is sent by it. A kind that is not is skipped, not sent by another way.
   */
  default boolean takes(Notice.Kind kind) {
    return true;
  }

  /**
   * Sends a notice. Returns at once.
   *
   * @return completed within 10 s, with {@link Outcome.Status#LATER} where the receiver does not
   *     answer; it does not fail
   */
  CompletionStage<Outcome> send(Notice notice, Person person);
}
