package ai.colonycraft.realtime.jobs.quickstart;

import java.nio.file.Path;

/**
 * Sets up the logging of the quickstart: everything into a file, what a person must act on to the
 * standard error. To be called before the first logger is made.
 */
final class Logging {

  private Logging() {}

  static void to(Path log) {
    System.setProperty("quickstart.log", log.toString());
    // Flink's web UI shows the file of this name.
    System.setProperty("log.file", log.toString());
    System.setProperty(
        "log4j2.configurationFile",
        "classpath:" + Logging.class.getPackageName().replace('.', '/') + "/log4j2.xml");
  }
}
