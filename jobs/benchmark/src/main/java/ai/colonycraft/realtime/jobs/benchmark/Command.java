package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;

/** What the commands that measure have in common: settings, help and exit codes. */
final class Command {

  private Command() {}

  /** What a command does with its settings. */
  @FunctionalInterface
  interface Work {
    void with(Settings settings) throws Exception;
  }

  /**
   * Prints the help if it is asked for. Else does the work and ends the process: with 0, or with 2
   * for a wrong command line.
   */
  static void run(String[] args, String usage, List<Setting<?>> settings, Work work)
      throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(usage, settings));
      return;
    }
    try {
      work.with(Settings.read(settings, args));
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }
}
