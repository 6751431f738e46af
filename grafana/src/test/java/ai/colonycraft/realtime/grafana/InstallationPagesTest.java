package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of {@code flink-conf}: each command on them, each row of a table with the column "run
 * by" and each block of a config names the test that runs it, or says that none does.
 */
class InstallationPagesTest {

  private static final Path ROOT = Program.PACK.getParent();
  private static final Path CONF = ROOT.resolve("flink-conf");

  /** What a mark says: a test, with a method or without, or that there is none. */
  private static final Pattern TEST = Pattern.compile("\\b([A-Z]\\w*(?:Test|IT))\\b(?:\\.(\\w+))?");

  private static final Pattern NO_TEST = Pattern.compile("\\bnothing\\b|\\b[Nn]ot run\\b");
  private static final Pattern BUILD = Pattern.compile("\\beach build\\b");

  /** Of three words or more: "flink list" is a name, and nothing to type. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "`((?:mvn|docker|kubectl|flink|java|rules|psql|curl|\\S+\\.sh) +[^ `]+ +[^`]+)`");

  private static final Pattern BLOCK = Pattern.compile("\\s*```(\\w*)");
  private static final String TABLE = "|";
  private static final String RUN_BY = "| run by |";

  @Test
  void everyCommandNamesTheTestThatRunsItOrSaysThatNoneDoes() throws Exception {
    List<String> problems = new ArrayList<>();
    for (Path page : pages()) {
      // Its test reads the page, and runs what begins so.
      String read = page.equals(CONF.resolve("README.md")) ? "flink " : null;
      unmarked(Files.readAllLines(page), read)
          .forEach(problem -> problems.add(CONF.relativize(page) + ":" + problem));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsNotMarkedIsFound() {
    List<String> page =
        """
        After `mvn -q package`, and as `flink list` shows, do `docker compose up`.
        It is not run.

        - `kubectl apply -k x`
        - `topics.sh kafka:9092 4` (`TopicsTest`)

        | step | command | run by |
        |---|---|---|
        | one | `a b c` | `OneTest` |
        | two, which `OneTest` knows | `a b c` | |

        | step | command |
        |---|---|
        | three | `java -jar x.jar` |
        ```
        flink run x   # OneIT.method
        flink list

        flink cancel x
        ```
        ```sh
        mvn verify   # each build
        psql   # a comment
        ```
        ```yaml
        # OneTest
        a: b
        ```
        ```yaml
        a: b
        ```
        """
            .lines()
            .toList();

    assertThat(unmarked(page, null))
        .containsExactly(
            "4: - `kubectl apply -k x`",
            "10: | two, which `OneTest` knows | `a b c` | |",
            "14: | three | `java -jar x.jar` |",
            "17: flink list",
            "19: flink cancel x",
            "23: psql   # a comment",
            "29: ```yaml");
    assertThat(unmarked(page, "flink ")).doesNotContain("17: flink list").hasSize(5);
  }

  @Test
  void everyTestThatIsNamedIsThere() throws Exception {
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      Matcher named = TEST.matcher(Files.readString(page));
      while (named.find()) {
        if (!exists(named.group(1), named.group(2))) {
          missing.add(CONF.relativize(page) + ": " + named.group());
        }
        found++;
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(30);
    assertThat(exists("InstallationPagesTest", "whatIsNotMarkedIsFound")).isTrue();
    assertThat(exists("InstallationPagesTest", "whatIsNotThere")).isFalse();
    assertThat(exists("NoSuchTest", null)).isFalse();
  }

  @Test
  void thePageOfComposeNamesEachService() throws Exception {
    String page = Files.readString(CONF.resolve("compose.md"));
    Set<String> missing = new TreeSet<>();
    Yaml.read(CONF.resolve("compose.yaml"))
        .get("services")
        .fieldNames()
        .forEachRemaining(
            service -> {
              if (!page.contains("`" + service + "`")) {
                missing.add(service);
              }
            });
    assertThat(missing).isEmpty();
  }

  /**
   * What no mark stands at, with the number of its line.
   *
   * @param read how lines begin that a test reads from the page; null for none
   */
  private static List<String> unmarked(List<String> page, String read) {
    List<String> problems = new ArrayList<>();
    boolean runBy = false;
    for (int i = 0; i < page.size(); i++) {
      String line = page.get(i).strip();
      Matcher block = BLOCK.matcher(line);
      if (block.matches()) {
        int end = i + 1;
        while (!page.get(end).strip().equals("```")) {
          end++;
        }
        if (block.group(1).isEmpty() || block.group(1).equals("sh")) {
          for (int k = i + 1; k < end; k++) {
            String command = page.get(k).strip();
            boolean isRead = read != null && command.startsWith(read);
            if (!command.isEmpty() && !isRead && !isMarked(comment(command))) {
              problems.add(k + 1 + ": " + command);
            }
          }
        } else if (!isMarked(String.join("\n", page.subList(i, end)))) {
          problems.add(i + 1 + ": " + line);
        }
        i = end;
        continue;
      }
      if (!line.startsWith(TABLE)) {
        runBy = false;
      } else if (line.endsWith(RUN_BY)) {
        runBy = true;
        i++;
        continue;
      }
      if (runBy) {
        String last = line.substring(line.lastIndexOf(TABLE, line.length() - 2));
        if (!isMarked(last)) {
          problems.add(i + 1 + ": " + line);
        }
      } else if (COMMAND.matcher(line).find() && !isMarked(unit(page, i))) {
        problems.add(i + 1 + ": " + line);
      }
    }
    return problems;
  }

  private static String comment(String command) {
    int begin = command.indexOf(" # ");
    return begin < 0 ? "" : command.substring(begin);
  }

  /** The row, the item of a list or the paragraph that a line is part of. */
  private static String unit(List<String> page, int line) {
    int begin = line;
    while (!begins(page.get(begin)) && begin > 0 && !isEnd(page.get(begin - 1))) {
      begin--;
    }
    int end = line + 1;
    while (end < page.size() && !begins(page.get(end)) && !isEnd(page.get(end))) {
      end++;
    }
    return String.join("\n", page.subList(begin, end));
  }

  private static boolean begins(String line) {
    return line.strip().matches("(\\||- |\\d+\\. ).*");
  }

  private static boolean isEnd(String line) {
    return line.isBlank() || BLOCK.matcher(line).matches();
  }

  private static boolean isMarked(String text) {
    return Stream.of(TEST, NO_TEST, BUILD).anyMatch(mark -> mark.matcher(text).find());
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(CONF)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Whether a module has a test of that name, with that method if one is named. */
  private static boolean exists(String test, String method) throws IOException {
    for (String module :
        List.of(
            "cep-rules",
            "cep-rules/settings",
            "grafana",
            "jobs",
            "jobs/harness",
            "jobs/quickstart",
            "push-server")) {
      Path sources = ROOT.resolve(module).resolve("src/test/java");
      if (!Files.exists(sources)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(f -> f.endsWith(test + ".java")).toList()) {
          if (method == null || Files.readString(file).contains("void " + method + "(")) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
