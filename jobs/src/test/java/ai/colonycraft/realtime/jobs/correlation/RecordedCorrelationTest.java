package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.pipeline.Recorded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On recorded events, three rules find just what plain loops over the same events find. */
class RecordedCorrelationTest {

  @Test
  void findsWhatAPlainProgramFinds() throws Exception {
    List<String> activity = Recorded.userActivity();
    List<String> services = Recorded.serviceEvents();
    Set<String> expected = new TreeSet<>();
    expected.addAll(PlainMatches.edits(activity));
    expected.addAll(PlainMatches.notFound(services));
    expected.addAll(PlainMatches.otherHands(activity));

    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "edits-in-a-row", PlainMatches.EDITS);
      run.send("cep-rules", "not-found-thrice", PlainMatches.NOT_FOUND);
      run.send("cep-rules", "other-hand", PlainMatches.OTHER_HAND);
      run.sendAll("user-activity", "userId", activity);
      run.sendAll("service-events", "service", services);
      run.submit("--source.bounded", "true", "--source.start", "earliest");
      run.untilFinished();

      assertThat(new TreeSet<>(run.notifications().keySet())).isEqualTo(expected);
      assertThat(run.live("cep_matches_total")).isEqualTo(expected.size());
    }
    Map<String, Long> counts =
        expected.stream()
            .collect(Collectors.groupingBy(id -> id.split("/")[0], Collectors.counting()));
    System.out.println("matches on the recorded events: " + counts);
    assertThat(counts.keySet())
        .containsExactlyInAnyOrder("edits-in-a-row", "not-found-thrice", "other-hand");
  }
}
