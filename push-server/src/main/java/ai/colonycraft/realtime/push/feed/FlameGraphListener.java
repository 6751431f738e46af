package ai.colonycraft.realtime.push.feed;

/** Takes flame graphs; called on the thread of their feed alone. */
public interface FlameGraphListener {

  /** A graph that is new, or replaces the one with its key. */
  void accept(FlameGraph graph);

  /** The graph with that key has gone. */
  void remove(String key);
}
