package ai.colonycraft.realtime.push.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Whatever is logged with an exception at WARN or above, or at ERROR, by anybody, until closed. */
public final class LoggedProblems extends AbstractAppender implements AutoCloseable {

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level before = root.getLevel();

  private LoggedProblems() {
    super("problems", null, null, false, Property.EMPTY_ARRAY);
  }

  public static LoggedProblems watch() {
    LoggedProblems watching = new LoggedProblems();
    watching.start();
    watching.root.setLevel(Level.WARN);
    watching.root.addAppender(watching, Level.WARN, null);
    watching.context.updateLoggers();
    return watching;
  }

  /** Logger, text and exception of each. */
  public List<String> seen() {
    return problems;
  }

  @Override
  public void append(LogEvent event) {
    if (event.getThrown() != null || event.getLevel().isMoreSpecificThan(Level.ERROR)) {
      problems.add(
          event.getLoggerName()
              + ": "
              + event.getMessage().getFormattedMessage()
              + " "
              + event.getThrown());
    }
  }

  @Override
  public void close() {
    root.removeAppender(getName());
    root.setLevel(before);
    context.updateLoggers();
    stop();
  }
}
