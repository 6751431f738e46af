package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of conditions are named in words, at their place in the file however YAML holds them. */
class ExpressionErrorsTest {

  private static final String HEAD =
      """
      id: words
      key: service
      within: 1 min
      severity: warning
      steps:
        - {name: one, type: error}
        - {name: many, type: error, times: 2}
        - name: it
      """;

  private static List<Problem> problems(String where) {
    String text = HEAD + where + "\nnotification: {title: t, message: m}\n";
    return RuleReader.draft("f", text).problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "this.route = 'x' ~ = is no operator: write == to compare",
        "this.value & true ~ & is no operator: write && for and",
        "has(this.page) | true ~ | is no operator: write || for or",
        "this.page == 'x' and true ~ and is no operator: write &&",
        "this.page == 'x' or true ~ or is no operator: write ||",
        "not has(this.page) ~ has is not expected here",
        "this.page <> 'x' ~ <> is no operator: write !=",
        "this.page like 'x' ~ like is no operator: write this.FIELD.matches('…')",
        "this.page == 'x ~ a text begins here that has no closing quote",
        "(this.page == 'x' ~ the condition ends too early",
        "this.page == ~ the condition ends too early",
        "this.page == 'x') ~ ) is not expected here",
        "this.page # 'x' ~ # is not expected here",
        "len(this.page) > 2 ~ there is no function len; the nearest is size; there are all,",
        "this.page.startWith('x') ~ there is no function startWith; the nearest is startsWith;",
        "average(many) > 2.0 ~ there is no function average; there are all, bool,",
        "this.page > 3 ~ > compares values of one type, found a text and a whole number",
        "this.page + 3 == 3 ~ + does not take a text and a whole number",
        "!this.page ~ ! takes true or false, found a text",
        "this.page && true ~ && takes true or false, found a text",
        "this.page.contains(3) ~ contains does not take a text and a whole number; it takes a text"
            + " before it and a text",
        "many.route == 'x' ~ a list of events has no fields: write first(STEP), last(STEP)",
        "this.page in 'x' ~ in looks for a value in a list of its type, found a text and a text",
        "size(3) > 2 ~ size does not take a whole number; it takes",
        "sum(many) > 2 ~ sum does not take a list of events; it takes a list of",
      })
  void saysInWordsWhatToWrite(String condition, String message) {
    String yaml = "    where: \"" + condition.replace("\"", "\\\"") + "\"";
    assertThat(problems(yaml)).first().extracting(Problem::message).asString().startsWith(message);
    assertThat(problems(yaml))
        .allSatisfy(
            problem ->
                assertThat(problem.message())
                    .doesNotContainPattern(
                        "token|mismatched|extraneous|viable|EOF|overload|undeclared|list\\(|'_|IDENTIFIER"));
  }

  /** Each with the fault at the word WRONG. */
  static List<String> scalars() {
    return List.of(
        "    where: this.page == 'x' && this.WRONG == 'y'",
        "    where: this.page == 'x'\n      && this.WRONG == 'y'",
        "    where: this.page == 'x'\n\n\n        && this.value > 2.0\n      && this.WRONG == 'y'",
        "    where: \"this.page == 'x' && this.WRONG == 'y'\"",
        "    where: \"this.page == \\\"x\\\" && this.WRONG == 'y'\"",
        "    where: \"this.page == \\u0022x\\x22 && \\\n      this.WRONG == 'y'\"",
        "    where: \"this.page == 'x'\n      && this.WRONG == 'y'\"",
        "    where: 'this.page == ''x'' && this.WRONG == ''y'''",
        "    where: 'this.page == ''x''\n      && this.WRONG == ''y'''",
        "    where: >-\n      this.page == 'x'\n      && this.WRONG == 'y'",
        "    where: >\n"
            + "      this.page == 'x'\n\n"
            + "        && this.value > 2.0\n\n"
            + "      && this.WRONG == 'y'",
        "    where: >2\n        this.page == 'x' &&\n        this.WRONG == 'y'",
        "    where: |\n      this.page == 'x'\n      && this.WRONG == 'y'",
        "    where: |+ # words\n\n      this.page == 'x'\n      && this.WRONG == 'y'\n",
        "    where: this.page == 'ä\uD83D\uDE00' && this.WRONG == 'y'");
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void pointsAtTheFaultHoweverYamlHoldsTheText(String where) {
    String[] lines = (HEAD + where).split("\n");
    int line = lineOf(lines);
    int at = lines[line].indexOf("WRONG");
    assertThat(problems(where))
        .singleElement()
        .extracting(Problem::line, Problem::column)
        .containsExactly(line + 1, at + 1);
  }

  private static int lineOf(String[] lines) {
    int line = 0;
    while (!lines[line].contains("WRONG")) {
      line++;
    }
    return line;
  }
}
