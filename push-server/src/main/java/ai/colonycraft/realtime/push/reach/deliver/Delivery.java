package ai.colonycraft.realtime.push.reach.deliver;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Something that is to be sent once.
 *
 * @param id the same at every server; see {@link Notice#id}
 * @param about id of the incident, or another key; the server that owns it sends it
 * @param kind for people and labels, in lower case; one of a fixed set
 * @param step see {@link Notice#step()}
 * @param person id of whom it is for
 * @param way by which it is sent
 * @param due when it was to be sent
 * @param send sends it; see {@link Way#send}
 */
public record Delivery(
    String id,
    String about,
    String kind,
    int step,
    String person,
    String way,
    Instant due,
    Supplier<CompletionStage<Outcome>> send) {

  public Delivery {
    Objects.requireNonNull(id);
    Objects.requireNonNull(about);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(person);
    Objects.requireNonNull(way);
    Objects.requireNonNull(due);
    Objects.requireNonNull(send);
  }
}
