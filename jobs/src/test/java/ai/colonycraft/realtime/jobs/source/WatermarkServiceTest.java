package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatermarkServiceTest {

  private static final String TOPIC = "user-activity";
  private static final long NONE = WatermarkCoordinator.NONE;

  private long now = 1_750_000_000_000L;

  private WatermarkService.Member join(boolean bounded) {
    CoordinatedSource.Settings settings =
        new CoordinatedSource.Settings(
            TOPIC,
            EventTimeGroup.of(TOPIC),
            bounded,
            true,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            "group",
            new KafkaConfig("localhost:1"));
    return new WatermarkService(settings, () -> now, new EndOffsets(TOPIC, settings.kafka()))
        .add(TOPIC);
  }

  /** Of the readers of partition 0 and 1, the first. */
  private static void firstReports(WatermarkService.Member member) {
    EventTimeUpdate update = member.update(true);
    long[] one = {1};
    member.take(
        0,
        new ProgressReport(
            update.generation(), true, false, NONE, new int[] {0}, one, one, one, one));
  }

  @Test
  void isReadyWhenEveryReaderHasReported() {
    WatermarkService.Member member = join(false);
    member.readers(1, 1);
    assertThat(member.update(true).ready()).isFalse();
    firstReports(member);
    assertThat(member.update(true).ready()).isTrue();
  }

  @Test
  void waitsForAReaderThatStartsSlowly() {
    WatermarkService.Member member = join(false);
    member.readers(1, 2);
    firstReports(member);
    now += Duration.ofHours(1).toMillis();
    assertThat(member.update(true).ready()).isFalse();
  }

  @Test
  void goesOnWithoutReadersThatHadFinishedABoundedInput() {
    WatermarkService.Member member = join(true);
    member.readers(1, 2);
    firstReports(member);
    assertThat(member.update(true).ready()).isFalse();
    now += Duration.ofHours(1).toMillis();
    assertThat(member.update(true).ready()).isTrue();
  }
}
