package ai.colonycraft.realtime.jobs.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line that lives: on a terminal rewritten in place each second, elsewhere printed anew every
 * ten.
 */
final class StatusLine implements AutoCloseable {

  /**
   * The numbers of the line; an empty one is not known yet.
   *
   * @param platform where events come from and how far that is, in words
   * @param job what the job does, in words; null while it runs
   */
  record Numbers(
      OptionalDouble eventsPerSecond,
      OptionalDouble activeUsers,
      int clients,
      OptionalDouble delayMillis,
      String platform,
      String job) {

    /** The line itself. */
    String text() {
      String numbers =
          "%s events/s | %s active users | %s | delay %s | %s"
              .formatted(
                  whole(eventsPerSecond),
                  whole(activeUsers),
                  clients == 1 ? "1 client" : clients + " clients",
                  delayMillis.isEmpty() ? "-" : whole(delayMillis) + " ms",
                  platform);
      return job == null ? numbers : numbers + " | job " + job;
    }

    private static String whole(OptionalDouble number) {
      return number.isEmpty() ? "-" : String.format(Locale.ROOT, "%,.0f", number.getAsDouble());
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(StatusLine.class);
  private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);

  private final Supplier<Numbers> numbers;
  private final PrintStream out;
  private final boolean terminal;
  private final Thread thread = new Thread(this::run, "status-line");
  private volatile boolean closed;

  private StatusLine(Supplier<Numbers> numbers, PrintStream out, boolean terminal) {
    this.numbers = numbers;
    this.out = out;
    this.terminal = terminal;
  }

  /** Starts to print, with the first line at once. */
  static StatusLine start(Supplier<Numbers> numbers, PrintStream out, boolean terminal) {
    StatusLine line = new StatusLine(numbers, out, terminal);
    line.thread.setDaemon(true);
    line.thread.start();
    return line;
  }

  /** Stops, with the cursor at the start of a line. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (terminal) {
      out.println();
    }
  }

  private void run() {
    try {
      while (!closed) {
        print(text());
        Thread.sleep((terminal ? ON_TERMINAL : ELSEWHERE).toMillis());
      }
    } catch (InterruptedException e) {
      // close() woke us.
    }
  }

  private String text() {
    try {
      return numbers.get().text();
    } catch (RuntimeException e) {
      LOG.warn("no numbers", e);
      return "no numbers: " + e.getMessage();
    }
  }

  private void print(String text) {
    if (terminal) {
      // To the line's start, the text, and away with what is left of the longer one before.
      out.print("\r" + text + "\u001b[K");
      out.flush();
    } else {
      out.println(text);
    }
  }
}
