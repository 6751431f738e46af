package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSessionsTest {

  private static final long GAP = 1000;
  private static final long END = Long.MAX_VALUE;

  private record Moment(long at, boolean ended) {}

  private record Session(long first, long last) {}

  private final List<Session> finished = new ArrayList<>();
  private UserSessions sessions = new UserSessions();

  private void add(long at, boolean ended, long watermark) {
    sessions.add(at, ended, watermark, GAP, this::note);
  }

  private void settle(long watermark) {
    sessions.settle(watermark, GAP, this::note);
  }

  private void note(long first, long last) {
    finished.add(new Session(first, last));
  }

  /** What a reader of the whole, sorted stream would say; a moment that comes twice is one. */
  private static List<Session> sessionsOf(List<Moment> moments) {
    List<Session> sessions = new ArrayList<>();
    long first = 0;
    long last = 0;
    boolean open = false;
    List<Moment> sorted =
        moments.stream()
            .distinct()
            .sorted(Comparator.comparingLong(Moment::at).thenComparing(Moment::ended))
            .toList();
    for (Moment moment : sorted) {
      if (open && moment.at - last >= GAP) {
        sessions.add(new Session(first, last));
        open = false;
      }
      first = open ? first : moment.at;
      last = moment.at;
      open = !moment.ended;
      if (moment.ended) {
        sessions.add(new Session(first, last));
      }
    }
    if (open) {
      sessions.add(new Session(first, last));
    }
    return sessions;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void saysOfEventsInAnyOrderWhatAReaderOfTheSortedStreamSays(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      sessions = new UserSessions();
      finished.clear();
      List<Moment> moments = moments(random);
      List<Moment> arriving = new ArrayList<>(moments);
      Collections.shuffle(arriving, random);
      arriving.sort(Comparator.comparingLong(moment -> moment.at / 700));
      long watermark = Long.MIN_VALUE;
      for (int i = 0; i < arriving.size(); i++) {
        add(arriving.get(i).at, arriving.get(i).ended, watermark);
        watermark = watermarkBefore(arriving.subList(i + 1, arriving.size()), watermark, random);
        if (watermark >= sessions.dueAt(GAP) || random.nextInt(4) == 0) {
          settle(watermark);
        }
        if (random.nextInt(5) == 0) {
          sessions = random.nextBoolean() ? sessions.copy() : writtenAndRead(sessions);
        }
      }
      settle(END);

      assertThat(finished)
          .as("seed %d, round %d: %s", seed, round, moments)
          .containsExactlyInAnyOrderElementsOf(sessionsOf(moments));
      assertThat(sessions.isEmpty()).isTrue();
    }
  }

  private static List<Moment> moments(Random random) {
    List<Moment> moments = new ArrayList<>();
    long at = random.nextInt(5000);
    for (int left = random.nextInt(60); left >= 0; left--) {
      moments.add(new Moment(at, random.nextInt(9) == 0));
      at += random.nextInt(10) == 0 ? GAP - 2 + random.nextInt(4) : random.nextInt(120);
    }
    return moments;
  }

  /** Any watermark that makes none of the events to come late, and does not run backwards. */
  private static long watermarkBefore(List<Moment> toCome, long before, Random random) {
    long least = toCome.stream().mapToLong(Moment::at).min().orElse(0);
    return Math.max(before, least - 1 - random.nextInt(300));
  }

  private static UserSessions writtenAndRead(UserSessions sessions) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    sessions.write(out);
    return UserSessions.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  @Test
  void endsASessionAtAPauseOfTheGapAndNotOneMillisecondSooner() {
    add(0, false, -1);
    add(GAP - 1, false, -1);
    add(2 * GAP - 1, false, -1);
    settle(END);

    assertThat(finished).containsExactly(new Session(0, GAP - 1), new Session(1999, 1999));
  }

  @Test
  void waitsForTheLastWatermarkAtWhichAnEventCouldStillExtendIt() {
    add(0, false, -1);
    assertThat(sessions.dueAt(GAP)).isEqualTo(GAP - 1);

    settle(GAP - 2);
    assertThat(finished).isEmpty();
    settle(GAP - 1);
    assertThat(finished).containsExactly(new Session(0, 0));
    assertThat(sessions.isEmpty()).isTrue();
    assertThat(sessions.dueAt(GAP)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cutsASessionWhereTheUserEndsItAndBeginsAnotherAfterwards() {
    add(100, false, -1);
    add(200, true, -1);
    add(201, false, -1);
    settle(END);

    assertThat(finished).containsExactly(new Session(100, 200), new Session(201, 201));
  }

  @Test
  void countsTheSameMomentOnceHoweverOftenItComes() {
    for (int i = 0; i < 100; i++) {
      add(100, false, -1);
    }
    add(100, true, -1);
    settle(END);

    assertThat(finished).containsExactly(new Session(100, 100));
  }

  @Test
  void widensTheOpenSessionByALateEventThatIsNearEnough() {
    add(5000, false, -1);
    settle(5000);
    add(4500, false, 5000);
    settle(END);

    assertThat(finished).containsExactly(new Session(4500, 5000));
  }

  @Test
  void makesASessionOfItsOwnOfALateEventThatIsTooFarBack() {
    add(5000, false, -1);
    settle(5000);
    add(4000, false, 5000);
    settle(5000);

    assertThat(finished).containsExactly(new Session(4000, 4000));
    settle(END);
    assertThat(finished).containsExactly(new Session(4000, 4000), new Session(5000, 5000));
  }

  @Test
  void isNeverDueTooEarlyForWantOfRoomInALong() {
    add(Long.MAX_VALUE / 2, false, 0);
    settle(Long.MAX_VALUE / 2);

    sessions.settle(Long.MAX_VALUE - 2, Long.MAX_VALUE, this::note);
    assertThat(finished).isEmpty();
    assertThat(sessions.dueAt(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void keepsFewMomentsWhateverCameOnceTheWatermarkHasPassedThem() throws IOException {
    for (int i = 0; i < 100_000; i++) {
      add(i, false, i - 1);
    }
    DataOutputSerializer out = new DataOutputSerializer(64);
    sessions.write(out);

    assertThat(out.length()).isLessThan(500);
  }
}
