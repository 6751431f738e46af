package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.List;

/** Events that become due as the clock runs. One thread reads it. */
public interface EventFeed extends AutoCloseable {

  /**
   * The events that became due since the last call, in the order they happened.
   *
   * @param now the clock, epoch milliseconds; never smaller than before
   */
  List<PlatformEvent> next(long now);

  /** How far it is, in a few words for the status line. Any thread may ask. */
  String progress();

  /** Lets go of what it reads from. */
  @Override
  default void close() {}
}
