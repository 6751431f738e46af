package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.RefusedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Refuses an event whose timestamp is more than {@link EventParser#AHEAD} after the time at which
 * the broker appended it. The clock of the reader, which the parser looks at, decides the same
 * while a job reads what arrives; for a job that reads later, only the arrival does, so that a
 * window does not depend on when the job was down. Topics without arrival times have the clock
 * alone.
 */
public final class AheadOfArrival {

  private AheadOfArrival() {}

  /**
   * Why an event is refused for its timestamp.
   *
   * @param timestamp of the event, epoch milliseconds
   * @param record in which it came
   * @return null if it is not refused
   */
  public static RefusedException refusal(long timestamp, ConsumerRecord<?, ?> record) {
    if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
      return null;
    }
    long latest = record.timestamp() + EventParser.AHEAD.toMillis();
    return timestamp <= latest ? null : EventParser.aheadOfArrival(timestamp, latest);
  }
}
