package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;
import java.util.function.Supplier;

/** What the commands that prepare an installation have in common: help, and codes of exit. */
final class SetupCommand {

  private SetupCommand() {}

  /**
   * Does the work and prints what it gives. Exits with 2 for a wrong command line, with 1 if the
   * work fails.
   *
   * @param usage the first lines of the help
   * @param work throws {@link InvalidConfigException} for a wrong command line, and {@link
   *     IllegalStateException} if it fails
   */
  static void run(String[] args, String usage, List<Setting<?>> settings, Supplier<String> work) {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(usage, settings));
      return;
    }
    try {
      System.out.println(work.get());
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
