package ai.colonycraft.realtime.push.budget;

import java.util.concurrent.Executor;

/**
 * What one connection, or one request, holds of the memory for all clients, and its turn at the
 * work for all clients. Any thread may use it.
 */
public final class Client implements AutoCloseable {

  private final String address;
  private final WaitingBytes waiting;
  private final WaitingBytes.Share share;
  private final WorkQueue work;
  private final Executor aborts;
  private final Runnable abort;
  private volatile long kept;
  private int patterns;
  private volatile long writing;
  private volatile long writingSince;
  private volatile boolean leaving;
  private boolean closed;

  Client(String address, WaitingBytes waiting, WorkQueue work, Executor aborts, Runnable abort) {
    this.aborts = aborts;
    this.address = address;
    this.waiting = waiting;
    this.work = work;
    this.abort = abort;
    this.share = waiting.open(this);
  }

  /** The address under which it is counted. */
  public String address() {
    return address;
  }

  /**
   * Takes bytes for something that is kept for the client. If too much waits, that may end the
   * slowest connection of an address that holds more.
   *
   * @return false if too much waits for clients already, and nothing was taken
   */
  public boolean take(long bytes) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (waiting.take(share, bytes)) {
        kept += bytes;
        return true;
      }
    }
    // Without the lock: it may close other connections.
    if (!waiting.makeRoomFor(share, bytes)) {
      return false;
    }
    synchronized (this) {
      if (closed) {
        return false;
      }
      waiting.add(share, bytes);
      kept += bytes;
      return true;
    }
  }

  /** Returns what {@link #take} took. */
  public synchronized void release(long bytes) {
    if (!closed) {
      kept -= bytes;
      waiting.add(share, -bytes);
    }
  }

  /**
   * Takes patterns that each update will be compared with, or sent by.
   *
   * @return false if its address has too many already, and none was taken
   */
  public synchronized boolean takePatterns(int count) {
    if (closed || !waiting.takePatterns(share, count)) {
      return false;
    }
    patterns += count;
    return true;
  }

  /** Returns what {@link #takePatterns} took. */
  public synchronized void releasePatterns(int count) {
    if (!closed) {
      patterns -= count;
      waiting.releasePatterns(share, count);
    }
  }

  /** A write begins; if too much waits, that ends the slowest connection, perhaps this one. */
  public void beginWrite(long bytes) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (writing == 0) {
        writingSince = System.nanoTime();
      }
      writing += bytes;
      waiting.add(share, bytes);
    }
    waiting.makeRoom();
  }

  /** A write ended. */
  public synchronized void endWrite(long bytes) {
    if (!closed) {
      writing -= bytes;
      waiting.add(share, -bytes);
    }
  }

  /**
   * Has something done by the threads that work for clients, when it is this client's turn:
   * addresses take turns. One task at a time may wait.
   */
  public void work(Runnable task) {
    work.add(address, task);
  }

  /** The connection is over; all that it held is returned. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      waiting.add(share, -(kept + writing));
      waiting.releasePatterns(share, patterns);
      kept = 0;
      writing = 0;
      waiting.close(this);
    }
  }

  WaitingBytes.Share share() {
    return share;
  }

  long writing() {
    return writing;
  }

  /** All that it holds, in bytes. */
  long held() {
    return kept + writing;
  }

  long writingSince() {
    return writingSince;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Ends the connection on another thread: whoever makes room may hold locks of another one. */
  void leave() {
    leaving = true;
    aborts.execute(abort);
  }
}
