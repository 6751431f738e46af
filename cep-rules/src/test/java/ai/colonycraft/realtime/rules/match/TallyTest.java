package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.read.RuleReader;
import org.junit.jupiter.api.Test;

/**
 * What a counting step keeps stays small, whatever comes, and what is left out is as documented.
 */
class TallyTest {

  private static final long T0 = 1_750_000_000_000L;

  private static Measure measure(String measure) throws Exception {
    String text =
        """
        {id: r, key: userId, within: 1 min, severity: info,
         steps: [{name: it, type: a, %s}], notification: {title: t, message: m}}
        """
            .formatted(measure);
    Step.Expected step = RuleReader.read("r", text).expected().findFirst().orElseThrow();
    return step.measure().orElseThrow();
  }

  @Test
  void keepsAtMostOneSumForEachStretch() throws Exception {
    Measure measure = measure("count: {at least: 5000}");
    Buckets tally = new Buckets();
    for (int i = 0; i < 100_000; i++) {
      tally.add(measure, T0 + i * 10L, null);
    }
    assertThat(tally.size).isEqualTo(60);
    assertThat(tally.result(measure, T0 + 999_990, Tally.EVER)).isBetween(5900.0, 6000.0);
  }

  @Test
  void countsApartWhatComesAfterTheLastEventsOfTheStepBefore() throws Exception {
    Measure measure = measure("count: {at least: 5000}");
    Buckets tally = new Buckets();
    for (int i = 0; i < 200; i++) {
      tally.split(T0 + i * 10L);
      tally.add(measure, T0 + i * 10L + 5, null);
    }
    long now = T0 + 1995;
    assertThat(tally.size).isEqualTo(Buckets.LIMIT);
    for (int back = 1; back <= 20; back++) {
      assertThat(tally.result(measure, now, T0 + (200 - back) * 10L)).isEqualTo(back);
    }
    assertThat(tally.result(measure, now, Tally.EVER)).isEqualTo(200);
    assertThat(tally.result(measure, now, T0)).isLessThanOrEqualTo(200);
  }

  @Test
  void countsForTheEarlierOfTwoStepsWhatComesInTheMillisecondOfTheLater() throws Exception {
    Measure measure = measure("count: {at least: 5000}");
    Buckets tally = new Buckets();
    tally.add(measure, T0, null);
    tally.split(T0 + 100);
    tally.split(T0 + 200);
    tally.add(measure, T0 + 200, null);
    tally.add(measure, T0 + 201, null);
    assertThat(tally.result(measure, T0 + 300, T0 + 100)).isEqualTo(2);
    assertThat(tally.result(measure, T0 + 300, T0 + 200)).isEqualTo(1);
  }

  @Test
  void keepsTheLargestValueWhenSumsAreJoined() throws Exception {
    Measure measure = measure("max: {of: tokens, at least: 5000}");
    Buckets tally = new Buckets();
    for (int i = 0; i < 200; i++) {
      tally.add(measure, T0 + i, i == 1 ? 7000L : -5L);
      tally.split(T0 + i);
    }
    assertThat(tally.reaches(measure, T0 + 200, Tally.EVER)).isTrue();
    assertThat(tally.result(measure, T0 + 200, Tally.EVER)).isEqualTo(7000);
    assertThat(tally.result(measure, T0 + 200, T0 + 198)).isEqualTo(-5);
  }

  @Test
  void leavesOutAValueThatIsJustAsOldAsTheWindow() throws Exception {
    Measure measure = measure("distinct: {of: version, at least: 2}");
    RecentValues tally = new RecentValues();
    tally.add(measure, T0, "a");
    tally.add(measure, T0 + 59_999, "b");
    assertThat(tally.reaches(measure, T0 + 59_999, Tally.EVER)).isTrue();
    assertThat(tally.reaches(measure, T0 + 60_000, Tally.EVER)).isFalse();
    assertThat(tally.reaches(measure, T0 + 59_999, T0)).isFalse();
  }

  @Test
  void takesALargeNumberOfValuesWithinTheStatedError() throws Exception {
    int limit = 5000;
    Measure measure = measure("distinct: {of: version, at least: " + limit + "}");
    double squares = 0;
    int worlds = 200;
    for (int world = 0; world < worlds; world++) {
      RecentValues tally = new RecentValues();
      int values = 0;
      while (!tally.reaches(measure, T0, Tally.EVER)) {
        tally.add(measure, T0, world + "-" + values++);
      }
      assertThat(tally.hashes).hasSizeLessThanOrEqualTo(RecentValues.EXACT);
      squares += Math.pow((double) (values - limit) / limit, 2);
    }
    // Of 200 worlds the error is known to a twentieth of itself; these are always the same.
    assertThat(Math.sqrt(squares / worlds)).isBetween(0.08, 0.115);
  }
}
