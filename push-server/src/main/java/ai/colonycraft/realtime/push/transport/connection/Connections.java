package ai.colonycraft.realtime.push.transport.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that stay open, and the limit on them. Upgrades that are answered in the same
 * instant may pass the limit together, by as many as there are threads. Any thread may use it.
 */
public final class Connections {

  private final int limit;
  private final Set<LiveConnection> open = ConcurrentHashMap.newKeySet();

  public Connections(int limit) {
    this.limit = limit;
  }

  /** Whether a further one is to be refused. */
  public boolean isFull() {
    return open.size() >= limit;
  }

  public void opened(LiveConnection connection) {
    open.add(connection);
  }

  public void closed(LiveConnection connection) {
    open.remove(connection);
  }

  /** Those that are open now; a living view. */
  public Set<LiveConnection> open() {
    return open;
  }

  /** How many are open now. */
  public int size() {
    return open.size();
  }
}
