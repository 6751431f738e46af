package ai.colonycraft.realtime.push.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.budget.Clients;
import ai.colonycraft.realtime.push.hub.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Keeps what is written; while it is stalled one write stays unfinished. Time stands still. */
final class FakeOutlet implements Outlet {

  final List<String> sent = new ArrayList<>();
  final List<Runnable> delayed = new ArrayList<>();
  final List<Duration> delays = new ArrayList<>();
  final Client client =
      new Clients(Long.MAX_VALUE, 100, new LongAdder(), new LongAdder(), 0).open("a", () -> {});
  CloseCode closed;
  int depth;
  int longestBatch;
  private final List<Runnable> work = new ArrayList<>();
  private boolean worksLater;
  private boolean stalled;
  private Runnable unfinished;
  private int now;

  @Override
  public void write(List<Message> messages, Runnable written) {
    assertThat(unfinished).as("one write at a time").isNull();
    longestBatch = Math.max(longestBatch, messages.size());
    messages.forEach(m -> sent.add(UTF_8.decode(m.payload().slice()).toString()));
    if (stalled) {
      unfinished = written;
    } else {
      now++;
      depth = Math.max(depth, now);
      written.run();
      now--;
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    delays.add(delay);
    delayed.add(task);
  }

  @Override
  public void work(Runnable task) {
    if (worksLater) {
      work.add(task);
    } else {
      task.run();
    }
  }

  /** From now on work waits for {@link #workNow}. */
  void workLater() {
    worksLater = true;
  }

  /** Does what waits, and what that asks for. */
  void workNow() {
    worksLater = false;
    List<Runnable> waiting = List.copyOf(work);
    work.clear();
    waiting.forEach(Runnable::run);
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closed = code;
  }

  void stall() {
    stalled = true;
  }

  void resume() {
    stalled = false;
    Runnable last = unfinished;
    unfinished = null;
    last.run();
  }

  /** {@code metric=value} of updates, everything else as it was sent. */
  List<String> values() {
    return sent.stream()
        .map(m -> m.replaceAll("\\{\"metric\":\"([^\"]*)\".*\"value\":([^,]*),.*", "$1=$2"))
        .toList();
  }
}
