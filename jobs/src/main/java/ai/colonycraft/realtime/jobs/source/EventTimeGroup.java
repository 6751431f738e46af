package ai.colonycraft.realtime.jobs.source;

import java.io.Serializable;
import java.util.Set;
import java.util.UUID;

/**
 * The topics of a job whose events meet in event time, and so have one watermark: a silent topic
 * holds the others back no longer than a silent partition does.
 *
 * @param id distinguishes the groups of different jobs
 * @param topics their names
 * @param followsClock whether the watermark goes on with the clock while all topics are silent
 */
public record EventTimeGroup(String id, Set<String> topics, boolean followsClock)
    implements Serializable {

  public EventTimeGroup {
    topics = Set.copyOf(topics);
  }

  /** A new group of these topics; to be given to the source of each. */
  public static EventTimeGroup of(String... topics) {
    return new EventTimeGroup(UUID.randomUUID().toString(), Set.of(topics), false);
  }

  /**
   * The same topics, with a watermark that goes on with the clock while all of them are silent, so
   * that silence itself can be noticed. Events that were delayed for longer than the silence are
   * then late.
   */
  public EventTimeGroup followingClock() {
    return new EventTimeGroup(id, topics, true);
  }
}
