package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Updates;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MessageLogTest {

  private static final int CAPACITY = 8;

  private final MessageLog log = new MessageLog(CAPACITY, 1 << 20);

  @Test
  void aNewcomerBeginsWithTheRecentLines() {
    add(0, 5);

    assertThat(log.read(log.start(3), 100).lines()).hasSize(3);
    assertThat(log.start(3)).isEqualTo(2);
  }

  @Test
  void aNewcomerToAShortLogBeginsAtItsBeginning() {
    add(0, 2);

    assertThat(log.start(3)).isZero();
  }

  @Test
  void returnsNoMoreThanAskedAndGoesOnThere() {
    add(0, 5);

    MessageLog.Slice slice = log.read(0, 2);

    assertThat(slice.lines()).hasSize(2);
    assertThat(slice.next()).isEqualTo(2);
    assertThat(slice.lost()).isZero();
  }

  @Test
  void countsTheLinesThatASlowReaderLost() {
    add(0, CAPACITY + 3);

    MessageLog.Slice slice = log.read(1, 1);

    assertThat(slice.lost()).isEqualTo(2);
    assertThat(slice.next()).isEqualTo(4);
  }

  @Test
  void findsTheFirstAfterASequenceThoughSomeAreMissing() {
    log.completeAfter(-1);
    add(10, 2);
    add(20, 2);

    assertThat(log.after(9)).isZero();
    assertThat(log.after(10)).isEqualTo(1);
    assertThat(log.after(15)).isEqualTo(2);
    assertThat(log.after(21)).isEqualTo(4);
  }

  @Test
  void reachesBackToWhereItWasToldThatItIsComplete() {
    assertThat(log.reachesBackTo(Long.MAX_VALUE - 1)).isFalse();

    log.completeAfter(9);
    add(10, 2);

    assertThat(log.reachesBackTo(9)).isTrue();
    assertThat(log.reachesBackTo(8)).isFalse();
  }

  @Test
  void reachesBackToTheLastThatItForgotAtItsLimitOfCount() {
    log.completeAfter(-1);
    add(0, CAPACITY);
    assertThat(log.reachesBackTo(-1)).isTrue();

    add(CAPACITY, 1);

    assertThat(log.reachesBackTo(-1)).isFalse();
    assertThat(log.reachesBackTo(0)).isTrue();
    assertThat(log.after(0)).isEqualTo(1);
  }

  @Test
  void forgetsAtItsLimitOfBytesAndNotJustBelowIt() {
    Message message = Message.of(Updates.line("u").at(1));
    long size = message.payload().limit() + 120L;
    MessageLog small = new MessageLog(CAPACITY, 2 * size);
    small.completeAfter(0);

    small.append(message);
    small.append(Message.of(Updates.line("u").at(2)));
    assertThat(small.reachesBackTo(0)).isTrue();
    small.append(Message.of(Updates.line("u").at(3)));

    assertThat(small.reachesBackTo(0)).isFalse();
    assertThat(small.reachesBackTo(1)).isTrue();
    assertThat(small.read(small.after(1), 9).lines()).hasSize(2);
  }

  @Test
  void reachesBackToAGapOnly() {
    log.completeAfter(-1);
    add(0, 2);
    log.lost(4);
    add(5, 1);

    assertThat(log.reachesBackTo(3)).isFalse();
    assertThat(log.reachesBackTo(4)).isTrue();
  }

  @Test
  void reachesBackToNothingWhenItIsCleared() {
    log.completeAfter(-1);
    add(0, 3);

    log.clear();

    assertThat(log.reachesBackTo(2)).isFalse();
    assertThat(log.read(0, 9).lines()).isEmpty();
    assertThat(log.read(0, 9).next()).isEqualTo(3);
  }

  private void add(long first, int lines) {
    LongStream.range(first, first + lines)
        .forEach(i -> log.append(Message.of(Updates.line("u" + i).at(i))));
  }
}
