package ai.colonycraft.realtime.push.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientsTest {

  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Clients clients = new Clients(1_000, 3, closed, refused, 1);
  private final List<String> aborted = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void refusesWhatIsBeyondTheLimitAndBeyondHalfOfItForAnAddress() {
    Client one = open("a");
    assertThat(one.take(500)).isTrue();
    assertThat(open("a").take(1)).isFalse();
    assertThat(open("b").take(500)).isTrue();
    assertThat(open("c").take(1)).isFalse();
    assertThat(refused.sum()).isEqualTo(2);

    one.release(500);

    assertThat(open("c").take(1)).isTrue();
    assertThat(clients.waitingBytes()).isEqualTo(501);
  }

  @Test
  void closesTheSlowestOfTheAddressThatHoldsMost() {
    open("small").beginWrite(100);
    Client slowest = open("big");
    slowest.beginWrite(300);
    Client faster = open("big");
    faster.beginWrite(300);
    faster.endWrite(300);
    faster.beginWrite(300);

    open("small").beginWrite(301);

    await().untilAsserted(() -> assertThat(aborted).containsExactly("big"));
    assertThat(slowest.isLeaving()).isTrue();
    assertThat(faster.isLeaving()).isFalse();
    assertThat(closed.sum()).isEqualTo(1);
    // Nobody else goes while it leaves.
    open("small").beginWrite(100);
    assertThat(aborted).hasSize(1);
  }

  /** Clients that hold all that there is, and read nothing, keep nobody else out. */
  @Test
  void makesRoomForOneWhoHoldsLessThanThoseWhoDoNotRead() {
    for (String address : List.of("a", "b")) {
      for (int i = 0; i < 5; i++) {
        Client deaf = open(address);
        assertThat(deaf.take(50)).isTrue();
        deaf.beginWrite(50);
      }
    }
    assertThat(clients.waitingBytes()).isEqualTo(1_000);

    assertThat(open("honest").take(90)).isTrue();

    await().until(() -> aborted.size() == 1);
    assertThat(closed.sum()).isEqualTo(1);
    assertThat(open("a").take(1)).isFalse();
    assertThat(aborted).hasSize(1);
    assertThat(refused.sum()).isEqualTo(1);
  }

  /** What is kept for a client counts as what is written to it. */
  @Test
  void closesWhoHoldsMostEvenIfNothingIsWrittenToIt() {
    Client honest = open("honest");
    honest.beginWrite(10);
    for (int i = 0; i < 5; i++) {
      assertThat(open("hoarder").take(100)).isTrue();
      open("deaf").beginWrite(90);
    }

    open("late").beginWrite(100);

    await().until(() -> aborted.size() == 1);
    assertThat(aborted).containsExactly("hoarder");
    assertThat(honest.isLeaving()).isFalse();
  }

  /** Those that leave have not returned their bytes yet, and nobody else pays for them. */
  @Test
  void closesNobodyElseWhileThoseWithMostLeave() {
    Client honest = open("honest");
    honest.beginWrite(10);
    for (int i = 0; i < 4; i++) {
      open("deaf").beginWrite(400);
    }
    honest.endWrite(10);
    honest.beginWrite(20);

    await().until(() -> aborted.size() == 2);
    assertThat(aborted).containsOnly("deaf");
    assertThat(honest.isLeaving()).isFalse();
  }

  @Test
  void whateverAClientHeldIsReturnedWhenItIsClosedAndNothingTwice() {
    Client client = open("a");
    client.take(100);
    client.beginWrite(200);
    client.takePatterns(3);
    assertThat(open("a").takePatterns(1)).isFalse();

    client.close();
    client.endWrite(200);
    client.release(100);
    client.releasePatterns(3);
    client.close();

    assertThat(clients.waitingBytes()).isZero();
    assertThat(client.take(1)).isFalse();
    assertThat(open("a").takePatterns(3)).isTrue();
  }

  @Test
  void addressesTakeTurnsAtTheWork() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(1);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    Client greedy = open("greedy");
    greedy.work(
        () -> {
          begun.countDown();
          try {
            all.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    begun.await();
    for (int i = 0; i < 3; i++) {
      open("greedy").work(() -> done.add("greedy"));
    }
    greedy.work(
        () -> {
          throw new IllegalStateException("a task that fails ends no thread");
        });
    open("honest").work(() -> done.add("honest"));
    all.countDown();

    await().until(() -> done.size() == 4);
    assertThat(done).containsExactly("greedy", "honest", "greedy", "greedy");
    await().until(() -> clients.waitingTasks() == 0);
  }

  private Client open(String address) {
    return clients.open(address, () -> aborted.add(address));
  }
}
