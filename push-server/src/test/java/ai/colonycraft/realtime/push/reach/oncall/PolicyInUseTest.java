package ai.colonycraft.realtime.push.reach.oncall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.support.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of policies while a server runs, and the command that checks it. */
class PolicyInUseTest {

  private static final String FIRST =
      """
      schedules:
        platform:
          zone: Europe/Berlin
          rotations:
            - {from: 2026-01-05T09:00, every: 7 d, people: [ada, grace]}
      policies:
        first:
          steps:
            - {after: 0 s, notify: [{schedule: platform}]}
      """;
  private static final String WRONG = FIRST.replace("schedule: platform", "schedule: nobodys");

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock(Instant.parse("2026-06-01T02:00:00Z"));
  private final AtomicInteger failed = new AtomicInteger();

  @Test
  void aChangeHoldsAndAWrongOneLeavesWhatWasReadBefore() throws Exception {
    Path file = write(FIRST);
    PolicyInUse policy = PolicyInUse.of(Optional.of(file), clock, failed::incrementAndGet);
    assertThat(policy.get().policies().get(0).name()).isEqualTo("first");

    write(FIRST.replace("first:", "second:"));
    later();
    assertThat(policy.get().policies().get(0).name()).isEqualTo("second");
    assertThat(policy.problem()).isEmpty();
    assertThat(failed).hasValue(0);

    write(WRONG);
    later();
    assertThat(policy.get().policies().get(0).name()).isEqualTo("second");
    assertThat(policy.problem()).hasValueSatisfying(why -> assertThat(why).contains("nobodys"));
    later();
    policy.get();
    assertThat(failed).as("counted once").hasValue(1);

    Files.delete(file);
    later();
    assertThat(policy.get().policies().get(0).name()).isEqualTo("second");
    assertThat(failed).hasValue(2);

    write(FIRST);
    later();
    assertThat(policy.get().policies().get(0).name()).isEqualTo("first");
    assertThat(policy.problem()).isEmpty();
  }

  @Test
  void aFileThatIsWrongAtTheStartEndsIt() throws Exception {
    Path file = write(WRONG);

    assertThatThrownBy(() -> PolicyInUse.of(Optional.of(file), clock, failed::incrementAndGet))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("nobodys");
  }

  @Test
  void theCommandChecksAFile() throws Exception {
    assertThat(check("check", write(FIRST).toString())).isZero();
    assertThat(check("check", write(WRONG).toString())).isEqualTo(1);
    assertThat(check("check", folder.resolve("missing.yaml").toString())).isEqualTo(1);
    assertThat(check("check")).isEqualTo(2);
    assertThat(check("look", "oncall.yaml")).isEqualTo(2);
  }

  private static int check(String... args) {
    return OnCallCommand.run(args, Clock.systemUTC());
  }

  private void later() {
    clock.now = clock.now.plusSeconds(2);
  }

  private Path write(String text) throws Exception {
    // A new file, as editors and Kubernetes write it; the size alone may stay the same.
    Path made = Files.writeString(folder.resolve("new"), text);
    return Files.move(
        made,
        folder.resolve("oncall.yaml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
