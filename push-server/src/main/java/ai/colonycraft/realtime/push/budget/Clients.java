package ai.colonycraft.realtime.push.budget;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What all clients may use together. Any thread may use it. */
public final class Clients implements AutoCloseable {

  private final WaitingBytes waiting;
  private final WorkQueue work;
  private final ThreadPoolExecutor aborts =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Clients::abortThread,
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * Starts the threads that work for clients.
   *
   * @param limit bytes that may wait for clients
   * @param patterns that an address may be subscribed to
   * @param closed counts the connections that are closed since too many bytes wait
   * @param refused counts what is refused for that reason
   * @param threads that do the work for clients that takes long
   */
  public Clients(long limit, int patterns, LongAdder closed, LongAdder refused, int threads) {
    this.waiting = new WaitingBytes(limit, patterns, closed, refused);
    this.work = new WorkQueue(threads);
  }

  /**
   * A connection, or a request, which must be closed at its end.
   *
   * @param address under which it is counted
   * @param abort ends the connection at once, whatever waits; called on a thread of its own
   */
  public Client open(String address, Runnable abort) {
    return new Client(address, waiting, work, aborts, abort);
  }

  /** Bytes that wait now. */
  public long waitingBytes() {
    return waiting.sum();
  }

  /** Tasks that wait for a thread. */
  public int waitingTasks() {
    return work.size();
  }

  /** Ends the threads; what waits is not done. */
  @Override
  public void close() {
    work.close();
    aborts.shutdownNow();
  }

  private static Thread abortThread(Runnable task) {
    Thread thread = new Thread(task, "push-abort");
    thread.setDaemon(true);
    return thread;
  }
}
