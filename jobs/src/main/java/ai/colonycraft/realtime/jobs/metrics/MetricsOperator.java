package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.Blob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Owns every series of its job: all samples come here, counters continue from their state after a
 * restart, and what is exported to the reporters is published to the push servers in the same tick.
 * Parallelism 1, so that no series is shown twice.
 */
public final class MetricsOperator extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<Sample, Outbound> {

  private final List<Metric> metrics;
  private final List<TopList> topLists;
  private final Map<String, String> rates;
  private final String topic;

  private transient Map<String, Book> books;
  private transient LiveBoard board;
  private transient ListState<byte[]> saved;

  /**
   * An operator for one job.
   *
   * @param metrics all metrics of the job
   * @param topLists live top lists of some of them
   * @param rates live rates: from the name of a counter to that of its growth a second
   * @param topic of live values
   * @param interval between two ticks
   */
  public MetricsOperator(
      List<Metric> metrics,
      List<TopList> topLists,
      Map<String, String> rates,
      String topic,
      Duration interval) {
    super(interval);
    this.metrics = List.copyOf(metrics);
    this.topLists = List.copyOf(topLists);
    this.rates = Map.copyOf(rates);
    this.topic = topic;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    board = new LiveBoard(topic);
    books = books(new SeriesExporter(getMetricGroup()));
    saved = context.getOperatorStateStore().getListState(Blob.descriptor("series"));
    for (byte[] blob : saved.get()) {
      Blob.read(blob, new BookEntry.Serializer(), this::restore);
    }
  }

  private void restore(BookEntry entry) {
    Book book = books.get(entry.metric());
    // A metric that this version of the job no longer has is let go.
    if (book != null) {
      book.restore(entry);
    }
  }

  private Map<String, Book> books(SeriesExporter exporter) {
    Map<String, Book> books = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      TopList top =
          topLists.stream().filter(t -> t.metric().equals(metric.name())).findFirst().orElse(null);
      String rate = rates.get(metric.name());
      Book book;
      if (metric instanceof Metric.Counter counter) {
        book = new CounterBook(counter, top, rate == null ? null : new RateOf(rate), exporter);
      } else if (metric instanceof Metric.Gauge gauge) {
        book = new GaugeBook(gauge, top, exporter);
      } else {
        book = new HistogramBook((Metric.Histogram) metric, exporter);
      }
      books.put(metric.name(), book);
    }
    return books;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<BookEntry> state = new ArrayList<>();
    books.values().forEach(book -> state.addAll(book.state()));
    saved.update(List.of(Blob.of(state, new BookEntry.Serializer())));
  }

  @Override
  public void processElement(StreamRecord<Sample> element) {
    Sample sample = element.getValue();
    Book book = books.get(sample.metric());
    if (book == null) {
      throw new IllegalArgumentException(
          sample.metric() + ": no such metric in this job; its metrics are " + books.keySet());
    }
    book.take(sample);
  }

  @Override
  protected void flush(long now) {
    books.values().forEach(book -> book.tick(now, board));
    board.flush(now, this::emit);
  }
}
