package ai.colonycraft.realtime.push.transport.sse;

import ai.colonycraft.realtime.push.session.Since;
import java.util.Map;
import java.util.TreeMap;

/**
 * The id of a server-sent event: where the client is in each stream that it reads, {@code
 * m.EPOCH.SEQUENCE} for metrics, {@code a.…} for the activity feed, {@code n.…} for notifications,
 * with commas between. Not thread-safe.
 */
final class EventId {

  static final char METRICS = 'm';
  static final char ACTIVITY = 'a';
  static final char NOTIFICATIONS = 'n';

  private static final int MAX_LENGTH = 200;

  private final Map<Character, Since> places = new TreeMap<>();

  /** Reads {@code Last-Event-ID}; what can't be read is no place. Null is none. */
  static EventId parse(String text) {
    EventId id = new EventId();
    if (text == null || text.length() > MAX_LENGTH) {
      return id;
    }
    for (String part : text.split(",")) {
      String[] fields = part.split("\\.");
      if (fields.length == 3 && fields[0].length() == 1) {
        try {
          id.put(fields[0].charAt(0), fields[1], Long.parseLong(fields[2]));
        } catch (NumberFormatException e) {
          // As if it had not been sent: the client begins anew.
        }
      }
    }
    return id;
  }

  /** The place in a stream; {@link Since#NOTHING} if there is none. */
  Since since(char stream) {
    return places.getOrDefault(stream, Since.NOTHING);
  }

  void put(char stream, String epoch, long sequence) {
    places.put(stream, new Since(sequence, epoch));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    places.forEach(
        (stream, place) ->
            text.append(text.isEmpty() ? "" : ",")
                .append(stream)
                .append('.')
                .append(place.epoch())
                .append('.')
                .append(place.sequence()));
    return text.toString();
  }
}
