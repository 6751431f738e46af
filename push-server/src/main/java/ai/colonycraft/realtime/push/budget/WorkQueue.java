package ai.colonycraft.realtime.push.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes long for clients, in short tasks and on few threads, so that the threads that
 * feed and write are never busy with it. Addresses take turns: one that asks for much waits for
 * itself. Any thread may add.
 */
final class WorkQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

  private final Map<String, Queue<Runnable>> tasks = new HashMap<>();
  private final Queue<String> turns = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int size;
  private boolean closed;

  WorkQueue(int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::run, "push-work-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  synchronized void add(String address, Runnable task) {
    if (closed) {
      return;
    }
    Queue<Runnable> own = tasks.get(address);
    if (own == null) {
      own = new ArrayDeque<>(2);
      tasks.put(address, own);
      turns.add(address);
    }
    own.add(task);
    size++;
    notify();
  }

  synchronized int size() {
    return size;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    threads.forEach(Thread::interrupt);
  }

  private void run() {
    try {
      for (Runnable task = next(); task != null; task = next()) {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          LOG.error("Work for a client failed, a fault of the program", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It was closed.
    }
  }

  /** Null when it is closed. */
  private synchronized Runnable next() throws InterruptedException {
    while (turns.isEmpty() && !closed) {
      wait();
    }
    if (closed) {
      return null;
    }
    String address = turns.remove();
    Queue<Runnable> own = tasks.get(address);
    Runnable task = own.remove();
    size--;
    if (own.isEmpty()) {
      tasks.remove(address);
    } else {
      turns.add(address);
    }
    return task;
  }
}
