package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.InputConfig;
import ai.colonycraft.realtime.jobs.source.CoordinatedSource;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;

/**
 * Reads one topic of events.
 *
 * @param input the brokers, and how to read from them
 * @param topic the topic
 * @param group the topics that share its watermark
 * @param key the field that this topic requires
 * @param wanted the fields that the job reads
 * @param keepUnknown whether fields unknown to the contract are kept
 */
public record EventSource(
    InputConfig input,
    String topic,
    EventTimeGroup group,
    Field key,
    Set<Field> wanted,
    boolean keepUnknown) {

  /** The source itself; parses on the task's thread. */
  public Source<Inbound, ?, ?> source() {
    return KafkaInput.of(
        input,
        topic,
        group,
        new InboundDeserializer(key, wanted, keepUnknown, input.live()),
        Inbound.EVENT_TIME,
        Map.of());
  }

  /** The strategy to read it with: the source emits the watermarks. */
  public WatermarkStrategy<Inbound> eventTime() {
    return CoordinatedSource.eventTime(Inbound.EVENT_TIME);
  }
}
