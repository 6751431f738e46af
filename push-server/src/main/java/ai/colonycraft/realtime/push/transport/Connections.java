package ai.colonycraft.realtime.push.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that stay open, and the limit on them. Upgrades that are answered in the same
 * instant may pass the limit together, by as many as there are threads. Any thread may use it.
 */
final class Connections {

  private final int limit;
  private final Set<LiveConnection> open = ConcurrentHashMap.newKeySet();

  Connections(int limit) {
    this.limit = limit;
  }

  /** Whether a further one is to be refused. */
  boolean isFull() {
    return open.size() >= limit;
  }

  void opened(LiveConnection connection) {
    open.add(connection);
  }

  void closed(LiveConnection connection) {
    open.remove(connection);
  }

  /** Those that are open now; a living view. */
  Set<LiveConnection> open() {
    return open;
  }

  /** How many are open now. */
  int size() {
    return open.size();
  }
}
