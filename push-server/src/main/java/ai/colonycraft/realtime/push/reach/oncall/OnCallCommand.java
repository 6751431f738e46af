package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.config.InvalidConfigException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command {@code oncall check FILE}: reads a file of policies and schedules as a server would,
 * and prints every problem with its line, or who is on call by it.
 */
public final class OnCallCommand {

  private static final String USAGE = "Usage: java -jar push-server-runnable.jar oncall check FILE";

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  private OnCallCommand() {}

  /**
   * Runs the command.
   *
   * @param args what follows {@code oncall}
   * @return the exit code: 0 for a file that can be used, 1 for one with problems, 2 for a wrong
   *     command line
   */
  public static int run(String[] args, Clock clock) {
    if (args.length != 2 || !args[0].equals("check")) {
      System.err.println(USAGE);
      return 2;
    }
    try {
      OnCall read = PolicyFile.read(Path.of(args[1]));
      System.out.print(summary(read, clock.instant()));
      return 0;
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static String summary(OnCall onCall, Instant now) {
    StringBuilder text = new StringBuilder();
    for (Schedule schedule : new TreeMap<>(onCall.schedules()).values()) {
      text.append("schedule ").append(schedule.name()).append(": ");
      text.append(schedule.personAt(now).orElse("nobody")).append(" is on call now");
      schedule
          .next(now)
          .ifPresent(next -> text.append(", then ").append(from(next, schedule.zone())));
      text.append('\n');
    }
    for (Policy policy : onCall.policies()) {
      int steps = policy.steps().size();
      text.append("policy %s: %d step%s".formatted(policy.name(), steps, steps == 1 ? "" : "s"));
      Optional<Policy.Repeat> repeat = policy.repeat();
      repeat.ifPresent(
          r -> text.append(", repeated each %s, %d times".formatted(length(r.every()), r.times())));
      text.append('\n');
    }
    return text.append("The file can be used\n").toString();
  }

  /** As the file has it. */
  private static String length(Duration every) {
    return every.toSecondsPart() == 0 ? every.toMinutes() + " min" : every.toSeconds() + " s";
  }

  private static String from(Shift shift, ZoneId zone) {
    return shift.person() + " from " + LOCAL.format(shift.from().atZone(zone)) + " " + zone;
  }
}
