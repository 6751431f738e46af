package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How far a reader has come with its partitions, sent to the enumerator as the answer to an {@link
 * EventTimeUpdate}. The arrays have one element a partition.
 *
 * @param generation of the update
 * @param complete whether the reader knew all its partitions
 * @param finished whether a bounded input was read to where it stops
 * @param watermark the newest that the reader emitted, or that its checkpoint had, epoch
 *     milliseconds, or {@link WatermarkCoordinator#NONE}
 * @param partitions their numbers
 * @param nextOffsets the offset after the last record that was emitted
 * @param progress the newest event time, bounded by arrival, or {@link WatermarkCoordinator#NONE}
 */
record ProgressReport(
    int generation,
    boolean complete,
    boolean finished,
    long watermark,
    int[] partitions,
    long[] nextOffsets,
    long[] progress,
    long[] spokeAt,
    long[] lastArrivals)
    implements SourceEvent {}
