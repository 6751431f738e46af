package ai.colonycraft.realtime.push.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportParserTest {

  private static final long NOW = 1_767_225_600_000L;
  private static final String VITAL =
      "{'type':'web_vital','sessionId':'s','name':'LCP','value':1200.5,'timestamp':%d}";

  private final ReportParser parser =
      new ReportParser(3, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'web_vital','sessionId':'s','name':'CLS','value':0}",
        "{'type':'js_error','sessionId':'s','message':'x is"
            + " undefined','page':'/a','severity':'error'}",
        "{'type':'interaction','sessionId':'s','name':'deploy','durationMs':12,'userId':'u'}"
      })
  void takesEachKindOfReport(String json) throws Exception {
    assertThat(parse(json)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'userId':'bob',", "'userId':'Ada',", "'userId':' ada',"})
  void takesNoReportAsAnybodyButTheSubjectOfItsToken(String userId) throws Exception {
    String json = "{%s'type':'js_error','sessionId':'s','message':'m'}";

    assertThat(parse(json.formatted("'userId':'ada',"), Optional.of("ada"))).hasSize(1);
    assertThat(parse(json.formatted(""), Optional.of("ada"))).hasSize(1);
    for (String subject : List.of("ada", "")) {
      assertThatThrownBy(
              () ->
                  parse(
                      "[" + json.formatted("") + "," + json.formatted(userId) + "]",
                      Optional.of(subject)))
          .isInstanceOfSatisfying(
              BadReportsException.class,
              e ->
                  assertThat(e.problems())
                      .contains(
                          new Problem(
                              1, "userId", "expected the subject of the token, or no userId")));
    }
  }

  @Test
  void takesABatchInItsOrder() throws Exception {
    List<Report> reports =
        parse(
            "[%s,{'type':'js_error','sessionId':'t','message':'m'}]"
                .formatted(VITAL.formatted(NOW)));

    assertThat(reports).extracting(Report::sessionId).containsExactly("s", "t");
  }

  @ParameterizedTest
  @CsvSource({
    "1767225599999, 1767225599999", // Just before now.
    "1767225600001, 1767225600000", // After it.
    "1767222000000, 1767222000000", // As old as may be.
    "1767221999999, 1767222000000" // Older.
  })
  void capsTheTimeThatABrowserStates(long stated, long believed) throws Exception {
    assertThat(json(parse(VITAL.formatted(stated)).get(0)).get("timestamp").asLong())
        .isEqualTo(believed);
  }

  @Test
  void addsTheTimeThatABrowserDoesNotTell() throws Exception {
    JsonNode json = json(parse("{'type':'js_error','sessionId':'s','message':'m'}").get(0));

    assertThat(json.toString())
        .isEqualTo(
            "{\"type\":\"js_error\",\"sessionId\":\"s\",\"message\":\"m\",\"timestamp\":%d}"
                .formatted(NOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'page_view','sessionId':'s'}                                     | type      | expected web_vital, js_error or interaction
          {'type':7,'sessionId':'s'}                                               | type      | expected web_vital, js_error or interaction
          {'sessionId':'s'}                                                        | type      | expected web_vital, js_error or interaction
          {'type':'js_error','message':'m'}                                        | sessionId | is missing
          {'type':'js_error','message':'m','sessionId':' '}                        | sessionId | expected text of 1 to 100 characters, found 1
          {'type':'js_error','message':'m','sessionId':null}                       | sessionId | expected text of 1 to 100 characters
          {'type':'js_error','sessionId':'s'}                                      | message   | is missing
          {'type':'js_error','sessionId':'s','message':{}}                         | message   | expected text of 1 to 1000 characters
          {'type':'web_vital','sessionId':'s','name':'LCP'}                        | value     | is missing
          {'type':'web_vital','sessionId':'s','name':'LCP','value':'1'}            | value     | expected a number
          {'type':'web_vital','sessionId':'s','name':'LCP','value':1e999}          | value     | expected a number
          {'type':'web_vital','sessionId':'s','name':'XYZ','value':1}              | name      | expected LCP, CLS, INP, TTFB or FCP
          {'type':'interaction','sessionId':'s'}                                   | name      | is missing
          {'type':'interaction','sessionId':'s','name':'n','timestamp':'now'}      | timestamp | expected a number
          """)
  void namesFieldAndMendOfWhatItRefuses(String json, String field, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            BadReportsException.class,
            e -> {
              assertThat(e.refusal()).isEqualTo(IntakeRefusal.INVALID);
              assertThat(e.problems()).containsExactly(new Problem(0, field, message));
            });
  }

  @Test
  void refusesAFieldThatNobodyExpects() {
    assertThatThrownBy(() -> parse("{'type':'js_error','sessionId':'s','message':'m','x':1}"))
        .isInstanceOfSatisfying(
            BadReportsException.class,
            e ->
                assertThat(e.problems().get(0).message())
                    .startsWith("is not a field of a report: type, "));
  }

  @Test
  void takesATextThatIsJustShortEnough() throws Exception {
    String json = "{'type':'js_error','sessionId':'s','message':'%s'}";

    assertThat(parse(json.formatted("x".repeat(1_000)))).hasSize(1);
    assertThatThrownBy(() -> parse(json.formatted("x".repeat(1_001))))
        .isInstanceOf(BadReportsException.class);
  }

  @Test
  void refusesAMixedBatchAsAWholeAndNamesEachBadOne() {
    String good = VITAL.formatted(NOW);

    assertThatThrownBy(() -> parse("[%s,{},%s]".formatted(good, "7")))
        .isInstanceOfSatisfying(
            BadReportsException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::index, Problem::field)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, "sessionId"),
                        org.assertj.core.groups.Tuple.tuple(1, "type"),
                        org.assertj.core.groups.Tuple.tuple(2, "")))
        .hasMessage("2 of 3 reports are not of their form, none was taken");
  }

  @Test
  void takesABatchThatIsJustShortEnoughAndNoEmptyOne() throws Exception {
    String good = VITAL.formatted(NOW);

    assertThat(parse("[%s,%s,%s]".formatted(good, good, good))).hasSize(3);
    assertRefused("[%s,%s,%s,%s]".formatted(good, good, good, good), IntakeRefusal.TOO_MANY);
    assertRefused("[]", IntakeRefusal.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "7",
        "null",
        "{",
        "{}{}",
        "[[[[[[[[[[[[]]]]]]]]]]]]",
        "{'type':'a','type':'b'}"
      })
  void refusesWhatIsNotJson(String body) {
    assertRefused(body, IntakeRefusal.NOT_JSON);
  }

  @Test
  void namesTenProblemsAtMostHoweverManyThereAre() {
    String fields =
        IntStream.range(0, 3_000)
            .mapToObj(i -> "'f%d':0".formatted(i))
            .collect(Collectors.joining(","));
    for (String body : List.of("{" + fields + "}", "[{},{" + fields + "},{" + fields + "}]")) {
      assertThatThrownBy(() -> parse(body))
          .isInstanceOfSatisfying(
              BadReportsException.class, e -> assertThat(e.problems()).hasSize(10));
    }
  }

  private void assertRefused(String json, IntakeRefusal as) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            BadReportsException.class, e -> assertThat(e.refusal()).isEqualTo(as));
  }

  private List<Report> parse(String json) throws BadReportsException {
    return parse(json, Optional.empty());
  }

  private List<Report> parse(String json, Optional<String> subject) throws BadReportsException {
    return parser.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), subject);
  }

  private static JsonNode json(Report report) throws Exception {
    return new ObjectMapper().readTree(report.json());
  }
}
