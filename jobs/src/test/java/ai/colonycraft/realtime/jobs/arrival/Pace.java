package ai.colonycraft.realtime.jobs.arrival;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Whether the records of a scenario were appended as fast as the scenario means. On a busy machine
 * a partition can get its records later than the idle timeout after the others. It is idle then by
 * definition, and what a plain loop counts says nothing about the job. Not thread-safe.
 */
final class Pace {

  /** The default of {@code event.idle}, less the time in which the job looks at the partition. */
  private static final long IDLE = 4_500;

  /** The same for the first record of a partition after its broker was away. */
  private static final long IDLE_AFTER_OUTAGE = 14_000;

  private record Phase(long from, Kind kind) {}

  private final List<Phase> phases = new ArrayList<>();

  /**
   * Notes that records appended from {@code from} on, by the broker's clock, are of a new phase.
   */
  void begin(long from, Kind kind) {
    phases.add(new Phase(from, kind));
  }

  /**
   * What was too slow, as one sentence; empty if nothing was.
   *
   * @param records all records of one scenario, with the time at which the broker appended them
   */
  String tooSlow(List<ConsumerRecord<byte[], byte[]>> records) {
    List<ConsumerRecord<byte[], byte[]>> inOrder = new ArrayList<>(records);
    inOrder.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
    int phase = -1;
    long first = 0;
    Map<Integer, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : inOrder) {
      while (phase + 1 < phases.size() && record.timestamp() >= phases.get(phase + 1).from) {
        phase++;
        first = record.timestamp();
        last.clear();
      }
      Long before = last.put(record.partition(), record.timestamp());
      long waited = record.timestamp() - (before == null ? first : before);
      boolean afterOutage = before == null && phases.get(phase).kind == Kind.BROKER_AWAY;
      if (waited > (afterOutage ? IDLE_AFTER_OUTAGE : IDLE)) {
        return "partition %d waited %d ms for a record in phase %d"
            .formatted(record.partition(), waited, phase);
      }
    }
    return "";
  }
}
