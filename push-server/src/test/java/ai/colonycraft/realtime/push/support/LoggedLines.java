package ai.colonycraft.realtime.push.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** The text of whatever the product and Jetty log at WARN or above, until closed. */
public final class LoggedLines extends AbstractAppender implements AutoCloseable {

  private static final List<String> LOGGERS = List.of("ai.colonycraft", "org.eclipse.jetty");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private LoggedLines() {
    super("lines", null, null, false, Property.EMPTY_ARRAY);
  }

  public static LoggedLines watch() {
    LoggedLines watching = new LoggedLines();
    watching.start();
    Configuration configuration = watching.context.getConfiguration();
    for (String name : LOGGERS) {
      LoggerConfig logger = configuration.getLoggerConfig(name);
      if (!logger.getName().equals(name)) {
        logger = new LoggerConfig(name, Level.WARN, true);
        configuration.addLogger(name, logger);
      }
      logger.addAppender(watching, Level.WARN, null);
    }
    watching.context.updateLoggers();
    return watching;
  }

  /** The messages in order, without time, level and stack trace. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  @Override
  public void close() {
    for (String name : LOGGERS) {
      context.getConfiguration().getLoggerConfig(name).removeAppender(getName());
    }
    context.updateLoggers();
    stop();
  }
}
