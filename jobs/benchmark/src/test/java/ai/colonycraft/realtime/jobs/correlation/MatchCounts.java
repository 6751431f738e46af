package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Matches by rule of the job that runs now. A job of the mini cluster is written and read again
 * before it runs, so that what it counts can come back by a static field alone.
 */
final class MatchCounts {

  private static final Map<String, Long> COUNTS = new ConcurrentHashMap<>();

  private MatchCounts() {}

  static void add(String rule, long count) {
    COUNTS.merge(rule, count, Long::sum);
  }

  /** The counts since the last call. */
  static Map<String, Long> take() {
    Map<String, Long> counts = new TreeMap<>(COUNTS);
    COUNTS.clear();
    return counts;
  }

  /** Takes the engine's own counts, of matches, and of partial matches that it gave up. */
  record OfSamples() implements Sink<Sample> {

    static final String GIVEN_UP = "given up";

    @Override
    public SinkWriter<Sample> createWriter(WriterInitContext context) {
      return new Writer<>() {
        @Override
        public void write(Sample sample, Context at) {
          if (sample instanceof Sample.Increment increment) {
            if (increment.metric().equals(CorrelationMetrics.MATCHES)) {
              add(increment.labels().get(0), (long) increment.amount());
            } else if (increment.metric().equals(CorrelationMetrics.DROPPED)) {
              add(GIVEN_UP, (long) increment.amount());
            }
          }
        }
      };
    }
  }

  /** Takes the id of a rule for each match. */
  record OfIds() implements Sink<String> {

    @Override
    public SinkWriter<String> createWriter(WriterInitContext context) {
      return new Writer<>() {
        @Override
        public void write(String rule, Context at) {
          add(rule, 1);
        }
      };
    }
  }

  /** Holds nothing back. */
  private abstract static class Writer<T> implements SinkWriter<T> {

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
