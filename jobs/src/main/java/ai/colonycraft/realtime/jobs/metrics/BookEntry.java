package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One series in state.
 *
 * @param metric its metric
 * @param labels label values; empty for what is counted for all others, if the metric has labels
 * @param values one for counters and gauges; bucket counts and then the sum for histograms
 */
record BookEntry(String metric, List<String> labels, double[] values) {

  @Override
  public boolean equals(Object other) {
    return other instanceof BookEntry that
        && metric.equals(that.metric)
        && labels.equals(that.labels)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * metric.hashCode() + labels.hashCode();
  }

  /** Writes {@link BookEntry}. */
  static final class Serializer extends ValueSerializer<BookEntry> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(BookEntry entry, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(entry.metric, out);
      Bytes.writeTexts(entry.labels, out);
      Bytes.writeLength(entry.values.length, out);
      for (double value : entry.values) {
        out.writeDouble(value);
      }
    }

    @Override
    public BookEntry deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a series", in);
      String metric = Bytes.readText(in);
      List<String> labels = Bytes.readTexts(in);
      double[] values = new double[Bytes.readLength(in)];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      return new BookEntry(metric, labels, values);
    }
  }
}
