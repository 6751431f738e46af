package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The watermark of the topics, sent by the enumerator to each reader, which answers with a {@link
 * ProgressReport}.
 *
 * @param generation counts the restarts of readers; a report of an earlier one is out of date
 * @param assigned whether all partitions were assigned to readers before this was sent
 * @param ready whether the watermark of the last checkpoint is known, so that records may be read
 * @param watermark epoch milliseconds, or {@link WatermarkCoordinator#NONE}
 */
record EventTimeUpdate(int generation, boolean assigned, boolean ready, long watermark)
    implements SourceEvent {}
