package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.types.SerializerContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTypesTest {

  private static final BookEntry ENTRY =
      new BookEntry("took", List.of("shop", "eu"), new double[] {1, 2.5, Double.MAX_VALUE});

  @Test
  void bringsBackEveryKindOfSample() throws Exception {
    List<String> labels = List.of("a", "", "群");
    SerializerContract.holds(
        new Sample.Serializer(),
        new Sample.Increment("m", labels, 1.5),
        new Sample.Reading("m", List.of(), -1),
        new Sample.Change("m", labels, -2),
        new Sample.Observations("m", labels, new long[] {1, 0, Long.MAX_VALUE}, 7),
        new Sample.Delays("m", labels, 5, new long[] {3}, 12),
        new Sample.Ranking("m", 1, 4, List.of(new Sample.Row(labels, 3)), 5),
        new Sample.Ranking("m", 0, 1, List.of(), 0));
  }

  @Test
  void bringsBackSeries() throws Exception {
    SerializerContract.holds(
        new BookEntry.Serializer(), ENTRY, new BookEntry("m", List.of(), new double[] {}));
    SerializerContract.refusesAnotherFormat(
        new BookEntry.Serializer(), ENTRY, "a series has format 127, this jar reads 1");
  }

  @Test
  void saysThatAKindOfSampleIsUnknown() throws Exception {
    SerializerContract.refusesAnotherFormat(
        new Sample.Serializer(),
        new Sample.Reading("m", List.of(), -1),
        "no kind of sample: 127; the data is damaged");
  }
}
