package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A series has a new value.
 *
 * @param series the record's key, opaque: what is the same series, even when its labels change
 * @param metric name of the metric, for example {@code active_users}
 * @param labels in the order they came; empty for the total over all
 * @param value finite
 * @param timestamp when the value was so, in epoch milliseconds
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Update(
    String series,
    String metric,
    Map<String, String> labels,
    Number value,
    long timestamp,
    long sequence)
    implements LiveRecord {

  public Update {
    Objects.requireNonNull(series);
    metric = Text.wellFormed(Objects.requireNonNull(metric));
    Objects.requireNonNull(value);
    Map<String, String> copy = new LinkedHashMap<>();
    labels.forEach((name, text) -> copy.put(Text.wellFormed(name), Text.wellFormed(text)));
    labels = Collections.unmodifiableMap(copy);
  }

  /** An update whose place is not known. */
  public Update(
      String series, String metric, Map<String, String> labels, Number value, long timestamp) {
    this(series, metric, labels, value, timestamp, NO_SEQUENCE);
  }

  /** The same at a place. */
  public Update at(long place) {
    return new Update(series, metric, labels, value, timestamp, place);
  }
}
