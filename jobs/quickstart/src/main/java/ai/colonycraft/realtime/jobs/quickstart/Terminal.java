package ai.colonycraft.realtime.jobs.quickstart;

import java.io.Console;

/** Checks whether standard output is a terminal. */
final class Terminal {

  private Terminal() {}

  /** Whether a person looks at it, so that a line can be rewritten in place. */
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there is always a console, and it knows.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
