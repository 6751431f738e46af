package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import java.util.List;

/**
 * Who spends tokens and CPU time: colonies and agents, which are counted by the same code. The key
 * of a colony is its id, that of an agent the text of its {@link AgentKey}.
 */
enum SpenderKind {
  COLONY(
      WindowResult.COLONY,
      ActivityMetrics.COLONY_ACTIVITY,
      ActivityMetrics.COLONY_TOKENS,
      ActivityMetrics.COLONY_CPU,
      1,
      1000) {
    @Override
    boolean isIn(Activity activity) {
      return activity.hasColony();
    }

    @Override
    int hash(Activity activity) {
      return activity.colonyHash();
    }

    @Override
    int nameHash(Activity activity) {
      return activity.colonyNameHash();
    }

    @Override
    int idEnd(Activity activity) {
      return activity.agentIdAt();
    }

    @Override
    String key(Activity activity) {
      return activity.colonyId();
    }

    @Override
    String name(Activity activity) {
      return activity.colonyName();
    }

    @Override
    Outbound window(WindowResult results, String key, String name, WindowCounts.Count window) {
      return results.of(WindowResult.COLONY, key, name, window);
    }

    @Override
    List<String> labels(String key, String name) {
      return List.of(key, Place.label(name));
    }

    @Override
    int limit(UserActivityConfig config) {
      return config.colonyLimit();
    }
  },

  AGENT(
      WindowResult.AGENT,
      ActivityMetrics.AGENT_ACTIVITY,
      ActivityMetrics.AGENT_TOKENS,
      ActivityMetrics.AGENT_CPU,
      10,
      SpenderParts.WAIT_OF_MOST_MILLIS) {
    @Override
    boolean isIn(Activity activity) {
      return activity.hasAgent();
    }

    @Override
    int hash(Activity activity) {
      return activity.agentHash();
    }

    @Override
    int nameHash(Activity activity) {
      return activity.agentNameHash();
    }

    @Override
    int idEnd(Activity activity) {
      return activity.colonyNameAt();
    }

    @Override
    String key(Activity activity) {
      return new AgentKey(activity.colonyId(), activity.agentId()).text();
    }

    @Override
    String name(Activity activity) {
      return activity.agentName();
    }

    @Override
    Outbound window(WindowResult results, String key, String name, WindowCounts.Count window) {
      return results.ofAgent(AgentKey.of(key), name, window);
    }

    @Override
    List<String> labels(String key, String name) {
      AgentKey agent = AgentKey.of(key);
      return List.of(Place.label(agent.colonyId()), Place.label(agent.id()), Place.label(name));
    }

    @Override
    int limit(UserActivityConfig config) {
      return config.agentLimit();
    }
  };

  /** As records of finished windows and savepoints have it. */
  final String text;

  /** The gauge of events in the last minutes. */
  final String activityMetric;

  /** The gauge of tokens spent in the last minutes. */
  final String tokensMetric;

  /** The gauge of CPU seconds spent in the last minutes. */
  final String cpuMetric;

  /** How long counts are buffered at the source when there are very many, milliseconds. */
  final long longestWait;

  /** In how large steps of event time it is counted, seconds, where windows allow it. */
  private final int step;

  SpenderKind(
      String text,
      String activityMetric,
      String tokensMetric,
      String cpuMetric,
      int step,
      long longestWait) {
    this.text = text;
    this.step = step;
    this.longestWait = longestWait;
    this.activityMetric = activityMetric;
    this.tokensMetric = tokensMetric;
    this.cpuMetric = cpuMetric;
  }

  /**
   * In how large steps of event time those of this kind are counted, seconds: a window is a whole
   * number of them. Agents are many more than colonies, and each does little in a second.
   */
  int step(WindowTime windows) {
    return windows.length() % (1000L * step) == 0 ? step : 1;
  }

  /** Whether an event belongs to one of this kind. */
  abstract boolean isIn(Activity activity);

  /** The hash of what identifies it, from {@link Activity#colonyIdAt} to {@link #idEnd}. */
  abstract int hash(Activity activity);

  /** The hash of its name as it is written, or {@link Activity#NO_NAME}. */
  abstract int nameHash(Activity activity);

  /** Where in the form of an event ends what identifies it. */
  abstract int idEnd(Activity activity);

  /** The key by which it is counted. */
  abstract String key(Activity activity);

  /** Its name, or null. */
  abstract String name(Activity activity);

  /** The record of what it did in one window. */
  abstract Outbound window(
      WindowResult results, String key, String name, WindowCounts.Count window);

  /** The values of the labels of its metrics. */
  abstract List<String> labels(String key, String name);

  /** Series at most of each of its metrics. */
  abstract int limit(UserActivityConfig config);
}
