package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WatermarkCoordinatorTest {

  private static final long T = 1_750_000_000_000L;
  private static final long DISORDER = 10_000;
  private static final long IDLE = 5_000;
  private static final long NONE = WatermarkCoordinator.NONE;

  private final WatermarkCoordinator coordinator = new WatermarkCoordinator(DISORDER, IDLE, false);
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private long now = T;

  /** Reports a partition that stands at its end. */
  private void reads(int partition, long offset, long eventTime) {
    reads(partition(partition), offset, eventTime);
  }

  private void reads(TopicPartition partition, long offset, long eventTime) {
    ends.merge(partition, offset, Math::max);
    coordinator.report(partition, offset, eventTime);
  }

  /** As {@link #reads(int, long, long)}, of records that arrived at these times. */
  private void reads(int partition, long offset, long eventTime, long spokeAt, long lastArrival) {
    reads(partition, offset, eventTime);
    coordinator.arrived(partition(partition), spokeAt, lastArrival);
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition("user-activity", number);
  }

  private void decide() {
    coordinator.decide(coordinator.ask(now), ends, now);
  }

  private void decideFor(long millis) {
    for (long end = now + millis; now < end; now += 200) {
      decide();
    }
    decide();
  }

  private static long mark(long eventTime) {
    return eventTime - DISORDER - 1;
  }

  @Test
  void followsTheSlowestPartition() {
    reads(0, 10, T);
    reads(1, 10, T - 60_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T - 60_000));
  }

  @Test
  void waitsForAPartitionWithoutRecordsUntilItIsIdle() {
    reads(0, 10, T);
    reads(1, 0, NONE);
    decideFor(IDLE - 400);
    assertThat(coordinator.watermark()).isEqualTo(NONE);
    decideFor(800);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
  }

  @Test
  void passesAPartitionThatIsQuietAtItsEnd() {
    reads(0, 1, T - 600_000);
    for (int i = 0; i < 30; i++, now += 200) {
      reads(1, i, T + i);
      decide();
    }
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 29));
    assertThat(coordinator.idle()).isFalse();
  }

  @Test
  void isHeldByAPartitionWithRecordsToRead() {
    reads(0, 1, T - 600_000);
    ends.put(partition(0), 2L);
    for (int i = 0; i < 300; i++, now += 200) {
      reads(1, i, T + i);
      decide();
    }
    assertThat(coordinator.watermark()).isEqualTo(mark(T - 600_000));
  }

  @Test
  void isHeldByAPartitionWhoseEndIsUnknown() {
    coordinator.report(partition(0), 1, T - 600_000);
    for (int i = 0; i < 300; i++, now += 200) {
      reads(1, i, T + i);
      decide();
    }
    assertThat(coordinator.watermark()).isEqualTo(mark(T - 600_000));
  }

  /** Both stood at T; the first partition speaks, and the second almost too late. */
  private void assertHoldsUntilTheSecondPartitionComesBack() {
    reads(0, 500, T + 600_000);
    decideFor(WatermarkCoordinator.AFTER_OUTAGE_MILLIS - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    reads(1, 400, T + 300_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 300_000));
  }

  @Test
  void givesProducersTimeToComeBackAfterAnOutage() {
    reads(0, 1, T);
    reads(1, 1, T);
    decideFor(IDLE + 200);
    away(12_000);

    assertHoldsUntilTheSecondPartitionComesBack();

    decideFor(IDLE - 400);
    assertThat(coordinator.idle()).isFalse();
    decideFor(800);
    assertThat(coordinator.idle()).isTrue();
  }

  @Test
  void givesProducersTimeToComeBackAfterAStart() {
    coordinator.report(partition(0), 1, T);
    coordinator.report(partition(1), 1, T);
    coordinator.restore(mark(T));
    coordinator.begin(now);
    reads(0, 1, T);
    reads(1, 1, T);
    decide();

    assertHoldsUntilTheSecondPartitionComesBack();
  }

  @Test
  void takesARecordFromBeforeAnOutageForNoReturnOfItsProducers() {
    coordinator.report(partition(0), 0, NONE);
    coordinator.report(partition(1), 0, NONE);
    away(12_000);

    reads(0, 1, T);
    reads(1, 1, T);
    decide();
    reads(1, 500, T + 600_000);
    decideFor(WatermarkCoordinator.AFTER_OUTAGE_MILLIS - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    reads(0, 2, T + 300_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 300_000));
  }

  @Test
  void goesOnAfterAnOutageWithoutThoseThatStayQuiet() {
    reads(0, 1, T);
    reads(1, 1, T);
    decide();
    away(12_000);

    reads(0, 500, T + 600_000);
    decideFor(WatermarkCoordinator.AFTER_OUTAGE_MILLIS + 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 600_000));

    decideFor(60_000);
    reads(0, 501, T + 700_000);
    decideFor(IDLE + 200);
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 700_000));
  }

  private void away(long millis) {
    for (long end = now + millis; now < end; now += 200) {
      coordinator.decide(coordinator.ask(now), Map.of(), now);
    }
  }

  @Test
  void isIdleWhenAllPartitionsAreAndStandsAtTheNewest() {
    reads(0, 1, T - 30_000);
    reads(1, 1, T);
    decideFor(IDLE + 200);
    assertThat(coordinator.idle()).isTrue();
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
  }

  @Test
  void givesOthersTheTimeoutAfterASilenceOfAll() {
    reads(0, 1, T);
    reads(1, 1, T);
    decideFor(60_000);
    reads(0, 500, T + 2_400_000);
    decideFor(IDLE - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    reads(1, 500, T + 2_400_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 2_400_000));
  }

  @Test
  void goesOnWithoutThoseThatStayQuietAfterASilenceOfAll() {
    reads(0, 1, T);
    reads(1, 1, T);
    decideFor(60_000);
    for (int i = 2; i < 32; i++, now += 200) {
      reads(0, i, T + 2_400_000);
      decide();
    }
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 2_400_000));
  }

  /** By the clock of the coordinator, partition 1 was quiet for less than the idle timeout. */
  @Test
  void givesOthersTheTimeoutAfterASilenceOfAllThatWasReadLate() {
    reads(0, 1, T, T, T);
    reads(1, 0, NONE);
    ends.put(partition(1), 1L);
    decideFor(3_000);
    reads(1, 1, T, T, T);
    decideFor(3_500);
    long end = T + 6_500;
    reads(1, 500, T + 2_400_000, end, end + 20);
    decideFor(IDLE - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    reads(0, 500, T + 2_400_000, end + 2_000, end + 2_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 2_400_000));
  }

  @Test
  void givesOthersTheTimeoutAfterASilenceThatOnePartitionHadNotReachedYet() {
    reads(0, 1, T, T, T);
    reads(1, 1, T, T, T);
    reads(2, 1, T - 60_000, T - 1_000, T - 1_000);
    ends.put(partition(2), 2L);
    decideFor(IDLE + 200);
    long end = T + 60_000;
    reads(1, 500, T + 2_400_000, end, end);
    decideFor(20_000);
    assertThat(coordinator.watermark()).isEqualTo(mark(T - 60_000));

    // Now it is known that nothing arrived in it either.
    reads(2, 2, T, T - 1_000, T);
    decide();
    reads(2, 300, T + 2_400_000, end + 2_000, end + 2_000);
    decideFor(IDLE - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    decideFor(600);
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 2_400_000));
  }

  @Test
  void goesOnWithoutASilentPartitionWhileOthersSpeakInTurn() {
    reads(0, 1, T - 600_000, T, T);
    for (int i = 0; i < 20; i++) {
      reads(1 + i % 2, 1 + i, now, now, now);
      decideFor(3_000);
    }
    assertThat(coordinator.watermark()).isGreaterThan(mark(now - 10_000));
  }

  @Test
  void doesNotPassAPartitionForProgressReportedAfterItsEndWasAskedFor() {
    reads(0, 1, T);
    for (int i = 0; i < 30; i++, now += 200) {
      reads(1, i, T + i);
      decide();
    }
    WatermarkCoordinator.Question question = coordinator.ask(now);
    coordinator.report(partition(1), 1000, T + 900_000);
    coordinator.decide(question, ends, now);
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 29));
  }

  @Test
  void countsTheTimeoutFromTheAnswerThatCameAfterTheRecord() {
    reads(0, 1, T);
    reads(1, 1, T);
    decide();
    WatermarkCoordinator.Question slow = coordinator.ask(now);
    now += IDLE - 1_000;
    reads(0, 2, T + 1);
    reads(1, 500, T + 600_000);
    coordinator.decide(slow, ends, now);
    for (int i = 501; i < 515; i++, now += 200) {
      reads(1, i, T + 600_000);
      decide();
    }
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 1));
  }

  @Test
  void takesATimeWithoutAnswersForAnOutage() {
    reads(0, 1, T);
    reads(1, 1, T);
    decide();
    WatermarkCoordinator.Question slow = coordinator.ask(now);
    now += IDLE;
    coordinator.decide(slow, ends, now);
    reads(1, 500, T + 600_000);
    decideFor(WatermarkCoordinator.AFTER_OUTAGE_MILLIS - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    decideFor(800);
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 600_000));
  }

  @Test
  void takesATimeBeforeTheFirstAnswerForAnOutage() {
    coordinator.begin(now);
    now += IDLE;
    reads(0, 1, T);
    reads(1, 1, T + 600_000);
    decideFor(WatermarkCoordinator.AFTER_OUTAGE_MILLIS - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
  }

  @Test
  void neverGoesBack() {
    reads(0, 1, T);
    decide();
    reads(1, 1, T - 3_600_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
  }

  @Test
  void goesOnFromACheckpoint() {
    reads(0, 1, T);
    decide();
    WatermarkCoordinator restored = new WatermarkCoordinator(DISORDER, IDLE, false);
    restored.restore(coordinator.watermark());
    restored.report(partition(0), 2, T - 300_000);
    restored.decide(restored.ask(now), Map.of(partition(0), 2L), now);
    assertThat(restored.watermark()).isEqualTo(mark(T));
  }

  @Test
  void namesPartitionsThatSeemStuckBeforeTheirEnd() {
    reads(0, 7, T);
    ends.put(partition(0), 9L);
    decideFor(IDLE + 200);
    assertThat(coordinator.stuck(now)).containsExactly(Map.entry(partition(0), 7L));
    assertThat(coordinator.slowest()).isEqualTo(partition(0));
    coordinator.report(partition(0), 9, NONE);
    decide();
    assertThat(coordinator.stuck(now)).isEmpty();
  }

  @Test
  void givesOtherTopicsTheTimeoutAfterASilenceOfAll() {
    TopicPartition other = new TopicPartition("service-events", 0);
    reads(0, 1, T);
    reads(other, 1, T);
    decideFor(60_000);
    reads(0, 500, T + 2_400_000);
    decideFor(IDLE - 400);
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
    reads(other, 500, T + 1_200_000);
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T + 1_200_000));
  }

  @Test
  void forgetsAPartitionThatWasReadToWhereItStops() {
    reads(0, 1, T - 600_000);
    ends.put(partition(0), 100L);
    reads(1, 10, T);
    decideFor(IDLE + 200);
    assertThat(coordinator.watermark()).isEqualTo(mark(T - 600_000));
    coordinator.finish(partition(0));
    decide();
    assertThat(coordinator.watermark()).isEqualTo(mark(T));
  }

  @Test
  void followsTheClockWhileAllAreIdleIfItShould() {
    WatermarkCoordinator clocked = new WatermarkCoordinator(DISORDER, IDLE, true);
    clocked.report(partition(0), 1, T);
    for (long end = now + 60_000; now < end; now += 200) {
      clocked.decide(clocked.ask(now), Map.of(partition(0), 1L), now);
    }
    assertThat(clocked.watermark()).isBetween(mark(T + 59_000), mark(T + 60_000));

    clocked.report(partition(0), 2, T + 60_000);
    clocked.decide(clocked.ask(now), Map.of(partition(0), 2L), now);
    long spoken = clocked.watermark();
    for (long end = now + IDLE - 400; now < end; now += 200) {
      clocked.decide(clocked.ask(now), Map.of(partition(0), 2L), now);
    }
    assertThat(clocked.watermark()).isEqualTo(spoken).isEqualTo(mark(T + 60_000));
  }

  @Test
  void standsWhileTheBrokerIsAwayEvenIfItFollowsTheClock() {
    WatermarkCoordinator clocked = new WatermarkCoordinator(DISORDER, IDLE, true);
    clocked.report(partition(0), 1, T);
    clocked.decide(clocked.ask(now), Map.of(partition(0), 1L), now);
    for (long end = now + 60_000; now < end; now += 200) {
      clocked.decide(clocked.ask(now), Map.of(), now);
    }
    assertThat(clocked.watermark()).isEqualTo(mark(T));
  }
}
