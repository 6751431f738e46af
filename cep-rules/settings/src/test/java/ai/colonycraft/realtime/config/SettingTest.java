package ai.colonycraft.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

  private static final Setting<Double> RATE = Setting.positive("rate", 0.5, "help");
  private static final Setting<Integer> SIZE = Setting.wholeNumber("size", -5, 99_999, 1, "help");
  private static final Setting<Duration> WAIT =
      Setting.duration("wait", Duration.ofMillis(5), "5 s", "help");
  private static final Setting<Duration> LENGTH = Setting.wholeSeconds("length", "5 min", "help");
  private static final Setting<Boolean> LIVE = Setting.flag("live", true, "help");

  private static void assertRefused(Setting<?> setting, String text) {
    assertThatThrownBy(() -> setting.reader().read(text))
        .as("%s: %s", setting.name(), text)
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "0.25,0.25", ".5,0.5", "2.,2", "+3,3", "1e3,1000", "2.5E-1,0.25"})
  void readsDecimals(String text, double value) {
    assertThat(RATE.reader().read(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "0.0",
        "5d",
        "5f",
        "0x1p3",
        "NaN",
        "Infinity",
        "1e400",
        "1e-400",
        "1,5",
        " 1",
        ".",
        "1_000",
        "five"
      })
  void refusesWhatIsNoDecimalGreaterThanZero(String text) {
    assertRefused(RATE, text);
  }

  @ParameterizedTest
  @CsvSource({"-5,-5", "0,0", "10_000,10000", "010,10", "99999,99999"})
  void readsWholeNumbers(String text, int value) {
    assertThat(SIZE.reader().read(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-6", "100000", "1.0", "1e3", "0x10", "99999999999", " 1", "ten"})
  void refusesWhatIsNoWholeNumberOfTheRange(String text) {
    assertRefused(SIZE, text);
  }

  @ParameterizedTest
  @CsvSource({
    "5 ms,5",
    "5ms,5",
    "2 s,2000",
    "3 m,180000",
    "3 min,180000",
    "2 H,7200000",
    "1 d,86400000",
    " 1 s ,1000"
  })
  void readsDurations(String text, long millis) {
    assertThat(WAIT.reader().read(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "4 ms",
        "-5 s",
        "1.5 s",
        "5 weeks",
        "PT5S",
        "s",
        "9223372036854775807 d",
        "300000000000 d",
        "99999999999999999999 ms"
      })
  void refusesWhatIsNoDurationOrTooShortOrTooLong(String text) {
    assertRefused(WAIT, text);
  }

  @Test
  void readsWholeSecondsInAnyUnit() {
    assertThat(LENGTH.reader().read("2000 ms")).isEqualTo(Duration.ofSeconds(2));
    assertThat(LENGTH.reader().read("1 h")).isEqualTo(Duration.ofHours(1));
    assertRefused(LENGTH, "1500 ms");
    assertRefused(LENGTH, "0 s");
    assertThat(LENGTH.form())
        .isEqualTo("a duration of whole seconds with its unit (ms, s, min, h, d) of at least 1 s");
  }

  @Test
  void readsFlagsAsPeopleWriteThem() {
    for (String yes : new String[] {"true", "True", "on", "YES"}) {
      assertThat(LIVE.reader().read(yes)).isTrue();
    }
    for (String no : new String[] {"false", "FALSE", "Off", "no"}) {
      assertThat(LIVE.reader().read(no)).isFalse();
    }
    assertRefused(LIVE, "1");
    assertRefused(LIVE, "");
  }

  @Test
  void readsAPortAndNothingThatIsNone() {
    Setting<Integer> port = Setting.port("port", 8080, "help");

    assertThat(port.reader().read("0")).isZero();
    assertThat(port.reader().read("65535")).isEqualTo(65_535);
    assertRefused(port, "65536");
    assertRefused(port, "-1");
    assertThat(port.form()).isEqualTo("a whole number from 0 to 65535");
  }
}
