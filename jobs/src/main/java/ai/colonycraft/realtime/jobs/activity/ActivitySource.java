package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.KafkaInput;
import ai.colonycraft.realtime.jobs.source.CoordinatedSource;
import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the events of {@code user-activity}. */
final class ActivitySource {

  private static final EventTimeExtractor<Activity> EVENT_TIME = new EventTime();

  private ActivitySource() {}

  /** The source; parses on the thread that fetches. */
  static Source<Activity, ?, ?> source(UserActivityConfig config) {
    return KafkaInput.of(
        config.input(),
        config.userActivity(),
        EventTimeGroup.of(config.userActivity()),
        new Records(config.input().live()),
        EVENT_TIME,
        Map.of(
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ActivityDeserializer.class.getName(),
            ActivityDeserializer.LIVE,
            String.valueOf(config.input().live())));
  }

  /** The strategy to read it with: the source emits the watermarks. */
  static WatermarkStrategy<Activity> eventTime() {
    return CoordinatedSource.eventTime(EVENT_TIME);
  }

  /** Makes an {@link Activity} of what {@link ActivityDeserializer} returned. */
  private static final class Records implements KafkaRecordDeserializationSchema<Activity> {

    private final boolean live;

    private Records(boolean live) {
      this.live = live;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Activity> out)
        throws IOException {
      out.collect(ActivityDeserializer.activity(record, live));
    }

    @Override
    public TypeInformation<Activity> getProducedType() {
      return Activity.VALUE_TYPE;
    }
  }

  private static final class EventTime implements EventTimeExtractor<Activity> {

    @Override
    public long timestamp(Activity activity) {
      return activity.refused() == null ? activity.timestamp() : NONE;
    }

    @Override
    public Activity after(Activity activity, long progress) {
      return activity.after(progress);
    }
  }
}
