package ai.colonycraft.realtime.push.incidents;

import static ai.colonycraft.realtime.push.incidents.Incidents.ended;
import static ai.colonycraft.realtime.push.incidents.Incidents.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupingTest {

  private static final String[] PLACE = {"service", "billing", "region", "eu-west-1"};

  private static final String[] OTHER = {"service", "billing", "region", "us-east-1"};
  private static final String[] WHOLE = {"service", "billing"};

  @Test
  void whatSharesServiceAndRegionStandsUnderTheFirst() {
    assertThat(groups(open("a", 0, PLACE), open("b", 9, PLACE))).containsExactly(List.of("a", "b"));
  }

  @Test
  void anotherRegionOrServiceIsAGroupOfItsOwn() {
    assertThat(
            groups(
                open("a", 0, PLACE),
                open("b", 1, "service", "billing", "region", "us-east-1"),
                open("c", 2, "service", "gateway", "region", "eu-west-1"),
                open("d", 3, "service", "login"),
                open("e", 4, "region", "eu-west-1")))
        .hasSize(5);
  }

  /** Such as the alert AvailabilityBudgetBurn, which has no region. */
  @Test
  void whatIsAboutAWholeServiceStandsWithTheIncidentsOfItsRegion() {
    assertThat(groups(open("a", 0, PLACE), open("whole", 9, WHOLE), open("b", 18, PLACE)))
        .containsExactly(List.of("a", "whole", "b"));
    assertThat(groups(open("whole", 0, WHOLE), open("a", 9, PLACE), open("again", 18, WHOLE)))
        .containsExactly(List.of("whole", "a", "again"));
    assertThat(groups(open("a", 0, PLACE), open("whole", 11, WHOLE))).hasSize(2);
    assertThat(groups(ended("a", 0, 3, PLACE), open("whole", 4, WHOLE))).hasSize(2);
  }

  @Test
  void twoRegionsAreNotBroughtTogetherByWhatIsAboutTheWholeService() {
    assertThat(
            groups(
                open("whole", 0, WHOLE),
                open("a", 1, PLACE),
                open("x", 2, OTHER),
                open("again", 3, WHOLE),
                open("b", 4, PLACE),
                open("y", 5, OTHER)))
        .containsExactly(List.of("whole", "a", "again", "b"), List.of("x", "y"));
    assertThat(
            groups(
                open("a", 0, PLACE),
                open("x", 1, OTHER),
                open("whole", 2, WHOLE),
                open("b", 3, PLACE),
                open("y", 4, OTHER)))
        .containsExactly(List.of("a", "whole", "b"), List.of("x", "y"));
  }

  @Test
  void whatIsAboutAWholeServiceStandsWithARegionThatIsStillBroken() {
    assertThat(groups(ended("a", 0, 2, PLACE), open("x", 1, OTHER), open("whole", 3, WHOLE)))
        .containsExactly(List.of("a"), List.of("x", "whole"));
  }

  @Test
  void whatSharesADeploymentBelongsTogetherInEveryRegion() {
    assertThat(
            groups(
                open("a", 0, "service", "billing", "region", "eu-west-1", "version", "2"),
                open("b", 1, "service", "billing", "region", "us-east-1", "version", "2"),
                open("c", 2, "service", "billing", "region", "sa-east-1", "version", "3")))
        .containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void whatSharesATraceBelongsTogetherWhateverTheService() {
    assertThat(
            groups(
                open("a", 0, "service", "billing", "traceId", "t-1"),
                open("b", 1, "service", "gateway", "traceId", "t-1")))
        .containsExactly(List.of("a", "b"));
  }

  @Test
  void whatSharesNothingIsAGroupOfItsOwnAlsoWithoutLabels() {
    assertThat(groups(open("a", 0), open("b", 0))).hasSize(2);
  }

  @Test
  void oneThatBeginsLaterThanTenMinutesAfterTheLastIsAnother() {
    assertThat(groups(open("a", 0, PLACE), open("b", 11, PLACE)))
        .containsExactly(List.of("a"), List.of("b"));
    assertThat(groups(open("a", 0, PLACE), open("b", 10, PLACE), open("c", 20, PLACE)))
        .containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void oneThatBeginsAfterAllOthersHaveEndedIsAnother() {
    assertThat(groups(ended("a", 0, 3, PLACE), open("b", 4, PLACE)))
        .containsExactly(List.of("a"), List.of("b"));
    assertThat(groups(ended("a", 0, 3, PLACE), open("b", 1, PLACE), open("c", 4, PLACE)))
        .containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void joinsTheGroupThatBeganFirstOfTwo() {
    assertThat(
            groups(
                open("a", 0, "traceId", "t-1"),
                open("b", 1, PLACE),
                open("c", 2, "service", "billing", "region", "eu-west-1", "traceId", "t-1")))
        .containsExactly(List.of("a", "c"), List.of("b"));
  }

  @Test
  void givesTheSameWhateverTheOrder() {
    List<Incident> all = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      int begin = random.nextInt(200);
      String[] context = {
        "service",
        "s" + random.nextInt(4),
        random.nextInt(4) == 0 ? "kind" : "region",
        "r" + random.nextInt(3),
        "version",
        "v" + random.nextInt(9)
      };
      all.add(
          random.nextBoolean()
              ? open("i" + i, begin, context)
              : ended("i" + i, begin, begin + random.nextInt(30), context));
    }
    Map<String, Group> expected = Grouping.of(all);

    for (int i = 0; i < 20; i++) {
      Collections.shuffle(all, random);
      assertThat(Grouping.of(all)).isEqualTo(expected);
    }
    assertThat(expected).hasSize(300);
  }

  @Test
  void saysWhatIsBrokenSinceWhenAndAfterWhat() {
    Group group =
        Grouping.of(
                List.of(
                    open("a", 203, "service", "colony-service", "region", "eu-west-1"),
                    open(
                        "b",
                        205,
                        "service",
                        "colony-service",
                        "region",
                        "eu-west-1",
                        "version",
                        "2.4.1"),
                    open("c", 206, "service", "colony-service", "region", "eu-west-1")))
            .get("c");

    assertThat(group.sentence(ZoneOffset.UTC))
        .isEqualTo("colony-service in eu-west-1: 3, since 03:23, after the deployment of 2.4.1");
    assertThat(group.sentence(ZoneId.of("Asia/Kolkata"))).contains("since 08:53");
  }

  @Test
  void countsWhatIsOpenAndDatesFromThere() {
    Group group = Grouping.of(List.of(ended("a", 0, 5, PLACE), open("b", 3, PLACE))).get("a");

    assertThat(group.open()).isEqualTo(1);
    assertThat(group.since()).isEqualTo(180_000);
    assertThat(group.id()).isEqualTo("a");
  }

  @Test
  void leavesOutWhatIsNoIncident() {
    Incident info =
        new Incident("i", "info", "t", "s", 0, Optional.empty(), 0, Map.of(), List.of(), List.of());

    assertThat(Grouping.of(List.of(info))).isEmpty();
  }

  private static List<List<String>> groups(Incident... incidents) {
    return Grouping.of(List.of(incidents)).values().stream().distinct().map(Group::ids).toList();
  }
}
