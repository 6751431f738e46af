package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent by a reader that still reads after a checkpoint. A job that is stopped with a savepoint ends
 * with the completion of it; until a reader says that this was another one, nothing is sent to it,
 * since Flink restarts a job when an event reaches a task that has just ended.
 *
 * @param checkpointId of the checkpoint
 */
record ReaderRunning(long checkpointId) implements SourceEvent {}
