package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;

/**
 * What a checkpoint keeps of an enumerator.
 *
 * @param kafka the state of Flink's own enumerator
 * @param watermark the watermark, at least the newest that any reader had emitted, epoch
 *     milliseconds
 */
public record CoordinatedState(KafkaSourceEnumState kafka, long watermark) {}
