package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The watermark of the topic, from the enumerator to each reader, which answers with a {@link
 * ProgressReport}.
 *
 * @param watermark epoch milliseconds, or {@link WatermarkCoordinator#NONE}
 * @param idle whether all partitions are idle
 */
record EventTimeUpdate(long watermark, boolean idle) implements SourceEvent {}
