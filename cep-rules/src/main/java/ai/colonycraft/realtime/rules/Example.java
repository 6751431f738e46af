package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Events, and what a rule must find in them.
 *
 * @param name what it shows, in a few words
 * @param line in the file it was read from, from 1
 * @param events in the order of their times, which count from {@link #START}
 * @param until when it ends, from its start on; empty for when the time of every match is up
 * @param titles the titles of the notifications, in the order in which the matches are complete
 * @param ends how its incidents ended, in the order in which they began: words of {@link
 *     Resolution}, or {@link #OPEN}; empty for not stated
 */
public record Example(
    String name,
    int line,
    List<Event> events,
    Optional<Duration> until,
    List<String> titles,
    Optional<List<String>> ends) {

  /** The end of an incident that has none. */
  public static final String OPEN = "open";

  /** When examples begin: the first of January 2026, 00:00 UTC, in epoch milliseconds. */
  public static final long START = 1_767_225_600_000L;

  public Example {
    events = List.copyOf(events);
    titles = List.copyOf(titles);
    ends = ends.map(List::copyOf);
  }
}
