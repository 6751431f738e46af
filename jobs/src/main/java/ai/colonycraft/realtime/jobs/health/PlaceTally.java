package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What came from one place between two flushes of one source, for the live rates.
 *
 * @param place where
 * @param amounts by the constants below; not changed after it was passed on
 */
record PlaceTally(ServicePlace place, double[] amounts) {

  /** Requests of all kinds. */
  static final int REQUESTS = 0;

  /** Requests answered with a status of 500 or above. */
  static final int ERRORS = 1;

  /** Requests whose duration is known. */
  static final int TIMED = 2;

  /** Of those, the ones within the Apdex threshold T of the service. */
  static final int SATISFIED = 3;

  /** Of those, the ones above T and within 4T. */
  static final int TOLERATED = 4;

  /** CPU time, seconds. */
  static final int CPU_SECONDS = 5;

  /** How many amounts there are. */
  static final int SIZE = 6;

  /** How Flink writes one. */
  static final ValueType<PlaceTally> VALUE_TYPE = ValueType.of(PlaceTally.class, new Serializer());

  /** Writes {@link PlaceTally}. */
  public static final class Serializer extends ValueSerializer<PlaceTally> {

    @Override
    public void serialize(PlaceTally tally, DataOutputView out) throws IOException {
      tally.place.write(out);
      for (double amount : tally.amounts) {
        out.writeDouble(amount);
      }
    }

    @Override
    public PlaceTally deserialize(DataInputView in) throws IOException {
      ServicePlace place = ServicePlace.read(in);
      double[] amounts = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        amounts[i] = in.readDouble();
      }
      return new PlaceTally(place, amounts);
    }
  }
}
