package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A sample of a metric, sent by a task to the operator that owns the series. */
public sealed interface Sample {

  /** How Flink writes one. */
  ValueType<Sample> VALUE_TYPE = ValueType.of(Sample.class, new Serializer());

  /** Name of the metric. */
  String metric();

  /** A counter's series grew. */
  record Increment(String metric, List<String> labels, double amount) implements Sample {}

  /** A gauge's series has this value from now on. */
  record Reading(String metric, List<String> labels, double value) implements Sample {}

  /** A gauge's series has so much more from now on, or less. */
  record Change(String metric, List<String> labels, double amount) implements Sample {}

  /**
   * Values that a histogram's series took in.
   *
   * @param counts by bucket, not cumulative
   * @param sum of the values
   */
  record Observations(String metric, List<String> labels, long[] counts, double sum)
      implements Sample {}

  /**
   * Delays of events until they were flushed; what comes after is added by who exports them.
   *
   * @param flushedAt epoch milliseconds
   * @param cells of {@link DelayCells}
   * @param sumMillis of the delays
   */
  record Delays(String metric, List<String> labels, long flushedAt, long[] cells, double sumMillis)
      implements Sample {

    /** Delays of a metric without labels. */
    public Delays(String metric, long flushedAt, long[] cells, double sumMillis) {
      this(metric, List.of(), flushedAt, cells, sumMillis);
    }
  }

  /**
   * The largest series that one subtask knows, which knows each of them alone.
   *
   * @param subtask the sender
   * @param subtasks how many senders there are
   * @param rows the largest of its series; a counter's value is that since the series began
   * @param total of a gauge: over all series of the subtask; of a counter: growth of that total
   *     since the subtask's last sample
   */
  record Ranking(String metric, int subtask, int subtasks, List<Row> rows, double total)
      implements Sample {}

  /** One series of a {@link Ranking}. */
  record Row(List<String> labels, double value) {}

  /** Writes {@link Sample}. */
  final class Serializer extends ValueSerializer<Sample> {

    @Override
    public void serialize(Sample sample, DataOutputView out) throws IOException {
      if (sample instanceof Increment s) {
        head('i', s, out);
        Bytes.writeTexts(s.labels, out);
        out.writeDouble(s.amount);
      } else if (sample instanceof Reading s) {
        head('g', s, out);
        Bytes.writeTexts(s.labels, out);
        out.writeDouble(s.value);
      } else if (sample instanceof Change s) {
        head('c', s, out);
        Bytes.writeTexts(s.labels, out);
        out.writeDouble(s.amount);
      } else if (sample instanceof Observations s) {
        head('h', s, out);
        Bytes.writeTexts(s.labels, out);
        writeLongs(s.counts, out);
        out.writeDouble(s.sum);
      } else if (sample instanceof Delays s) {
        head('d', s, out);
        Bytes.writeTexts(s.labels, out);
        out.writeLong(s.flushedAt);
        writeLongs(s.cells, out);
        out.writeDouble(s.sumMillis);
      } else if (sample instanceof Ranking s) {
        head('r', s, out);
        out.writeInt(s.subtask);
        out.writeInt(s.subtasks);
        Bytes.writeLength(s.rows.size(), out);
        for (Row row : s.rows) {
          Bytes.writeTexts(row.labels, out);
          out.writeDouble(row.value);
        }
        out.writeDouble(s.total);
      }
    }

    @Override
    public Sample deserialize(DataInputView in) throws IOException {
      byte kind = in.readByte();
      String metric = Bytes.readText(in);
      return switch (kind) {
        case 'i' -> new Increment(metric, Bytes.readTexts(in), in.readDouble());
        case 'g' -> new Reading(metric, Bytes.readTexts(in), in.readDouble());
        case 'c' -> new Change(metric, Bytes.readTexts(in), in.readDouble());
        case 'h' -> new Observations(metric, Bytes.readTexts(in), readLongs(in), in.readDouble());
        case 'd' ->
            new Delays(metric, Bytes.readTexts(in), in.readLong(), readLongs(in), in.readDouble());
        case 'r' -> {
          int subtask = in.readInt();
          int subtasks = in.readInt();
          List<Row> rows = new ArrayList<>();
          for (int size = Bytes.readLength(in); size > 0; size--) {
            rows.add(new Row(Bytes.readTexts(in), in.readDouble()));
          }
          yield new Ranking(metric, subtask, subtasks, rows, in.readDouble());
        }
        default -> throw new IOException("no kind of sample: " + kind + "; the data is damaged");
      };
    }

    private static void head(char kind, Sample sample, DataOutputView out) throws IOException {
      out.writeByte(kind);
      Bytes.writeText(sample.metric(), out);
    }

    private static void writeLongs(long[] numbers, DataOutputView out) throws IOException {
      Bytes.writeLength(numbers.length, out);
      for (long number : numbers) {
        out.writeLong(number);
      }
    }

    private static long[] readLongs(DataInputView in) throws IOException {
      long[] numbers = new long[Bytes.readLength(in)];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = in.readLong();
      }
      return numbers;
    }
  }
}
