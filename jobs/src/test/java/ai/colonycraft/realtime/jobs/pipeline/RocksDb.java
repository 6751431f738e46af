package ai.colonycraft.realtime.jobs.pipeline;

import java.util.Map;

/** The state backend for state beyond memory, as {@code flink-conf/README.md} sets it. */
public final class RocksDb {

  /** Flink's settings, in place of those of the shipped config. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "state.backend.type", "rocksdb",
          "execution.checkpointing.incremental", "true",
          "taskmanager.memory.managed.size", "256 mb");

  private RocksDb() {}
}
