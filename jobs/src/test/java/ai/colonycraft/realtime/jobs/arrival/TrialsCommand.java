package ai.colonycraft.realtime.jobs.arrival;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Plays the incidents of the day when people look, each several times: {@code mvn test-compile
 * exec:exec@trials -Dtrials.args="TRIALS SCENARIO ..."}, by default 20 trials of each scenario.
 * Prints a line for each trial, and exits with 1 if one came out wrong.
 */
public final class TrialsCommand {

  /** A scenario, by the name that the command line gives it. */
  enum Trial {
    /** The input is silent for 12 s, then 40 minutes of events come at once. */
    SILENCE,
    /** The broker is away for 30 s, while a producer keeps 10,000 events. */
    BROKER_AWAY,
    /** The job was not there for 40 minutes, and one sender of 40 is 8 minutes fast. */
    FAST_SENDER
  }

  private TrialsCommand() {}

  /** Plays them one after another. */
  public static void main(String[] args) throws Exception {
    int trials = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    List<Trial> chosen =
        args.length > 1
            ? Arrays.stream(args).skip(1).map(Trial::valueOf).toList()
            : List.of(Trial.values());
    int wrong = 0;
    for (Trial trial : chosen) {
      long begin = System.nanoTime();
      int wrongHere = 0;
      try (Trials runs = new Trials(trial)) {
        for (int i = 0; i < trials; i++) {
          String difference = runs.play(i);
          wrongHere += difference.isEmpty() ? 0 : 1;
          System.out.printf(
              "%s, trial %d of %d: %s%n",
              trial, i + 1, trials, difference.isEmpty() ? runs.counted() : difference);
        }
      }
      System.out.printf(
          "%s: %d of %d trials wrong, %d s%n",
          trial, wrongHere, trials, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
      wrong += wrongHere;
    }
    System.exit(wrong == 0 ? 0 : 1);
  }
}
