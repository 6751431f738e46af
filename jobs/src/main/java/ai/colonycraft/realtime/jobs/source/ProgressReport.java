package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How far a reader has come with its partitions, from a reader to the enumerator. The arrays have
 * one element a partition.
 *
 * @param partitions their numbers
 * @param nextOffsets the offset after the last record that was emitted
 * @param progress the newest event time, bounded by arrival, or {@link WatermarkCoordinator#NONE}
 */
record ProgressReport(int[] partitions, long[] nextOffsets, long[] progress)
    implements SourceEvent {}
