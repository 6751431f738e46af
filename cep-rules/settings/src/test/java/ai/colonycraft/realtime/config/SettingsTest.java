package ai.colonycraft.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  private enum Level {
    LOW,
    VERY_HIGH
  }

  private static final Setting<String> NAME = Setting.text("name", "ada", "who");
  private static final Setting<Integer> SIZE =
      Setting.wholeNumber("queue.size", 1, 1000, 10, "waiting at most");
  private static final Setting<Duration> WAIT =
      Setting.duration("queue.wait", Duration.ofMillis(1), "5 s", "waits at most");
  private static final Setting<Boolean> LIVE = Setting.flag("live", true, "follow the clock");
  private static final Setting<Double> RATE = Setting.positive("rate", 0.5, "events a second");
  private static final Setting<Level> LEVEL =
      Setting.choice("level", Level.class, Level.LOW, "how much");
  private static final List<Setting<?>> ALL = List.of(NAME, SIZE, WAIT, LIVE, RATE, LEVEL);

  @TempDir private Path folder;

  private String yaml(String text) throws Exception {
    return Files.writeString(folder.resolve("job.yaml"), text).toString();
  }

  private static List<String> problems(String... args) {
    try {
      Settings.read(ALL, args);
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems();
    }
  }

  @Test
  void hasTheDefaultsWhenNothingIsSaid() {
    Settings settings = Settings.read(ALL);

    assertThat(settings.get(NAME)).isEqualTo("ada");
    assertThat(settings.get(SIZE)).isEqualTo(10);
    assertThat(settings.get(WAIT)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.get(LIVE)).isTrue();
    assertThat(settings.get(RATE)).isEqualTo(0.5);
    assertThat(settings.get(LEVEL)).isEqualTo(Level.LOW);
  }

  @Test
  void letsFlagsGoOverTheFileAndTheFileOverTheDefaults() throws Exception {
    String file = yaml("name: bob\nqueue:\n  size: 20\nqueue.wait: 2 min\nlevel: very-high\n");

    Settings settings = Settings.read(ALL, "--config", file, "--queue.size=30", "--live", "off");

    assertThat(settings.get(NAME)).isEqualTo("bob");
    assertThat(settings.get(SIZE)).isEqualTo(30);
    assertThat(settings.get(WAIT)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.get(LIVE)).isFalse();
    assertThat(settings.get(LEVEL)).isEqualTo(Level.VERY_HIGH);
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThat(
            problems(
                "--queue.size",
                "lots",
                "--queue.wait",
                "5",
                "--queue.siez",
                "3",
                "--live",
                "maybe",
                "--rate",
                "0",
                "--level",
                "high",
                "--name",
                " "))
        .containsExactly(
            "queue.siez: no such setting; the nearest is queue.size",
            "name: expected text that is not blank, found \" \"",
            "queue.size: expected a whole number from 1 to 1000, found \"lots\"",
            "queue.wait: expected a duration with its unit (ms, s, min, h, d) of at least 1 ms, found"
                + " \"5\"",
            "live: expected true or false, found \"maybe\"",
            "rate: expected a number greater than 0, found \"0\"",
            "level: expected one of low, very-high, found \"high\"");
  }

  @Test
  void takesTheEdgesOfARangeAndNothingBeyond() {
    assertThat(problems("--queue.size", "1")).isEmpty();
    assertThat(problems("--queue.size", "1000")).isEmpty();
    assertThat(problems("--queue.size", "0")).hasSize(1);
    assertThat(problems("--queue.size", "1001")).hasSize(1);
  }

  @Test
  void refusesWhatIsNoFlagAndWhatIsSaidTwice() {
    assertThat(problems("queue.size", "--name", "a", "--name", "b", "--live"))
        .containsExactly(
            "expected --key value, found \"queue.size\"",
            "name: given twice on the command line",
            "live: has no value");
  }

  @Test
  void namesThePlaceInAFileThatIsNotYamlOrNotThere() throws Exception {
    assertThat(problems("--config", yaml("name: [a\n")))
        .singleElement()
        .asString()
        .contains("job.yaml, line ")
        .contains(": not YAML: ");
    assertThat(problems("--config", yaml("name: [a, b]\n")))
        .singleElement()
        .asString()
        .endsWith("job.yaml: expected keys with one value each, found a list at name");
    assertThat(problems("--config", "/nowhere.yaml"))
        .containsExactly("config: expected a file that can be read, found \"/nowhere.yaml\"");
  }

  @Test
  void keepsTextsAsTheyAreSpelled() throws Exception {
    for (String text :
        List.of("1.10", "010", "0x10", "1e3", "2026-05-03", "12:30:45", "yes", "~x")) {
      Settings settings = Settings.read(ALL, "--config", yaml("name: " + text + "\n"));
      assertThat(settings.get(NAME)).isEqualTo(text);
    }
    assertThat(Settings.read(ALL, "--config", yaml("name: 'null'\n")).get(NAME)).isEqualTo("null");
    assertThat(Settings.read(ALL, "--config", yaml("name: |\n  a\n  b\n")).get(NAME))
        .isEqualTo("a\nb\n");
  }

  @Test
  void takesAKeyWithoutAValueForOneThatIsNotThere() throws Exception {
    for (String nothing : List.of("", "null", "~")) {
      String file = yaml("name: %s\nqueue:\nlive: off\n".formatted(nothing));
      Settings settings = Settings.read(ALL, "--config", file);
      assertThat(settings.get(NAME)).isEqualTo("ada");
      assertThat(settings.get(LIVE)).isFalse();
    }
    assertThat(problems("--config", yaml("nam:\nqueu:\n")))
        .containsExactly(
            "nam: no such setting; the nearest is name",
            "queu: no such setting; the nearest is name");
    assertThat(problems("--config", yaml("name: ''\n")))
        .containsExactly("name: expected text that is not blank, found \"\"");
  }

  @Test
  void namesBothLinesOfAKeyThatStandsTwice() throws Exception {
    String file = yaml("name: a\nqueue:\n  size: 1\nqueue.size: 2\nname: b\nname: c\n");

    assertThat(problems("--config", file))
        .containsExactly(
            "queue.size: given twice in " + file + ", lines 3 and 4",
            "name: given twice in " + file + ", lines 1 and 5",
            "name: given twice in " + file + ", lines 1 and 6");
  }

  @Test
  void refusesASecondDocument() throws Exception {
    String file = yaml("name: a\n---\nname: b\n");

    assertThat(problems("--config", file))
        .containsExactly(file + ", line 3: expected one document, found the beginning of a second");
  }

  @Test
  void takesAFileThatSaysNothing() throws Exception {
    for (String nothing : List.of("", "\n", "# name: a\n", "---\n", "null\n", "{}\n")) {
      assertThat(Settings.read(ALL, "--config", yaml(nothing)).get(NAME)).isEqualTo("ada");
    }
  }

  @Test
  void saysWhatAFileIsThatHoldsNoKeys() throws Exception {
    assertThat(problems("--config", yaml("just words\n")))
        .singleElement()
        .asString()
        .endsWith("job.yaml: expected keys with one value each, found text");
    assertThat(problems("--config", yaml("- a\n- b\n")))
        .singleElement()
        .asString()
        .endsWith("job.yaml: expected keys with one value each, found a list");
    assertThat(problems("--config", yaml("? [a]\n: b\n")))
        .singleElement()
        .asString()
        .endsWith("job.yaml, line 1: expected a key, found a list");
  }

  @Test
  void refusesAFileThatRepeatsItselfWithoutEnd() throws Exception {
    assertThat(problems("--config", yaml("queue: &q\n  more: *q\n")))
        .singleElement()
        .asString()
        .contains("job.yaml: not YAML: ");
  }

  @Test
  void saysWhatIsWrongWithThePathOrTheBytesOfAFile() throws Exception {
    assertThat(problems("--config", "a\u0000b"))
        .containsExactly("config: expected the path of a file, found \"a?b\"");
    assertThat(problems("--config", folder.toString()))
        .containsExactly("config: expected a file that can be read, found \"" + folder + "\"");
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertThat(problems("--config", latin.toString()))
        .containsExactly(
            "config: expected a file of UTF-8 text, found other bytes in \"" + latin + "\"");
    assertThat(problems("--config", yaml("name: a\u0000b\n")))
        .singleElement()
        .asString()
        .contains("job.yaml: not YAML: special characters are not allowed");
  }

  @Test
  void tellsProblemsOfTheFileAndOfTheFlagsTogether() throws Exception {
    assertThat(problems("--config", yaml("queue: {size: 0}\nrate: [1]\n"), "--live=maybe"))
        .hasSize(3)
        .anyMatch(problem -> problem.endsWith("found a list at rate"))
        .anyMatch(problem -> problem.startsWith("queue.size: "))
        .anyMatch(problem -> problem.startsWith("live: "));
  }

  @Test
  void refusesASettingWhoseOwnDefaultIsWrong() {
    assertThatThrownBy(() -> Setting.wholeNumber("a", 1, 2, 3, "help"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: its own default is not a whole number from 1 to 2");
  }

  @Test
  void printsEveryKeyWithItsFormDefaultAndMeaning() {
    String help = Settings.help("usage", ALL);

    assertThat(help).startsWith("usage\n\n").contains("--config FILE");
    assertThat(help)
        .contains("--queue.size (default 10)", "waiting at most; a whole number from 1");
    assertThat(Settings.asksForHelp("--name", "a", "--help")).isTrue();
    assertThat(Settings.asksForHelp("--name", "a")).isFalse();
  }
}
