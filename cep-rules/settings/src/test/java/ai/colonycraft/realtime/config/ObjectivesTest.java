package ai.colonycraft.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {

  private static final String GOOD =
      """
      default:
        apdex: 0.3 s
        latency: 500 ms
        latency-share: 99 %
        availability: 99.9 %
      services:
        billing:
          availability: 99.99 %
        a.b:
          apdex: 2.5 s
      severity:
        apdex: {warning: 0.85, critical: 0.7}
        error-budget:
          warning: 10
          critical: 50
      """;

  @TempDir private Path folder;

  private Objectives read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("o.yaml"), yaml);
    return Settings.read(List.of(Objectives.SETTING), "--objectives.file", file.toString())
        .get(Objectives.SETTING);
  }

  @Test
  void readsTheFileOfTheProgram() {
    Objectives objectives = Settings.read(List.of(Objectives.SETTING)).get(Objectives.SETTING);

    assertThat(objectives.of("colony-service")).isEqualTo(new Objective(0.3, 0.3, 0.99, 0.999));
    assertThat(objectives.of("llm-gateway")).isEqualTo(new Objective(2.5, 2.5, 0.99, 0.999));
    assertThat(objectives.errorRate(objectives.others()))
        .isEqualTo(new Objectives.Severity(0.01, 0.05));
  }

  @Test
  void takesFromTheDefaultWhatAServiceDoesNotName() throws Exception {
    Objectives objectives = read(GOOD);

    assertThat(objectives.of("billing")).isEqualTo(new Objective(0.3, 0.5, 0.99, 0.9999));
    assertThat(objectives.of("a.b")).isEqualTo(new Objective(2.5, 0.5, 0.99, 0.999));
    assertThat(objectives.errorRate(objectives.of("billing")))
        .isEqualTo(new Objectives.Severity(0.001, 0.005));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "  apdex: 0.3 s | apdx: 0.3 s | , line 2: default.apdx: no such key; the nearest is default.apdex",
        "  apdex: 0.3 s | apdex: 0.5 s | , line 2: default.apdex: expected one of 0.025 s, 0.05 s, 0.3 s, 2.5 s, found \"0.5 s\"",
        "500 ms | 1 h | , line 3: default.latency: expected one of 0.005 s, 0.01 s,",
        "99.9 % | 100 % | , line 5: default.availability: expected more than 0 % and less than 100 %",
        "99.9 % | 99.9 | , line 5: default.availability: expected more than 0 %",
        "99.99 % | | , line 8: services.billing.availability: expected a value, found none",
        "critical: 50 | critical: 5 | , line 15: severity.error-budget.critical: expected at least the value of warning",
        "warning: 0.85 | warning: 85 | , line 12: severity.apdex.warning: expected a number from 0 to 1",
        "availability: 99.99 % | availabilty: 99.99 % | services.billing.availability",
        "default: | defaults: | default.apdex: expected a value, found none",
        "services: | ser vices: [ | line "
      })
  void namesThePlaceAndTheMend(String right, String wrong, String message) {
    String yaml = GOOD.replace(right.strip(), wrong == null ? "" : wrong.strip());

    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> read(yaml))
        .withMessageContaining("o.yaml")
        .withMessageContaining(message.strip());
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(
            () -> Settings.read(List.of(Objectives.SETTING), "--objectives.file", "/no/such.yaml"))
        .withMessage("objectives.file: expected a file that can be read, found \"/no/such.yaml\"");
  }
}
