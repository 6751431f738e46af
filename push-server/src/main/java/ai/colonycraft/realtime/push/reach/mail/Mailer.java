package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.config.MailConfig;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and sends mails on a few threads of its own. A mail that finds the queue full is to be
 * sent later. Any thread may call it.
 */
public final class Mailer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);
  private static final int THREADS = 2;
  private static final int WAITING = 1000;
  private static final Duration DEADLINE = Duration.ofSeconds(9);

  /** A mail that was not begun by then is not sent, since its outcome might come too late. */
  private static final Duration BEGIN = Duration.ofSeconds(4);

  private static final Duration RETRY = Duration.ofSeconds(30);

  private final MailConfig config;
  private final Smtp smtp;
  private final ThreadPoolExecutor threads;

  /** Makes a mail; may wait for a database. */
  @FunctionalInterface
  interface Writing {

    /**
     * Writes the mail.
     *
     * @throws NotYetException if something that it needs is missing still
     */
    Mail write() throws NotYetException;
  }

  /** A mail can't be written yet. */
  static final class NotYetException extends Exception {

    private final Duration retryAfter;

    NotYetException(String message, Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }
  }

  /**
   * Sends through one server.
   *
   * @param config whose host is set
   */
  public Mailer(MailConfig config, Clock clock) {
    this.config = config;
    this.smtp = new Smtp(config, clock);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "mail");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** The way of incidents. */
  public MailWay way() {
    return new MailWay(this, new IncidentMail(config.url(), config.from()));
  }

  MailConfig config() {
    return config;
  }

  /**
   * Writes and sends a mail. An outcome that takes longer than 9 s is {@code LATER}: the server may
   * have accepted the mail all the same, and a repeat bears the same Message-ID.
   */
  CompletionStage<Outcome> send(Writing writing) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    long asked = System.nanoTime();
    try {
      threads.execute(
          () -> {
            if (System.nanoTime() - asked > BEGIN.toNanos()) {
              outcome.complete(Outcome.later(Duration.ZERO, "mails wait for the SMTP server"));
            } else {
              outcome.complete(attempt(writing));
            }
          });
    } catch (RejectedExecutionException e) {
      outcome.complete(Outcome.later(RETRY, WAITING + " mails wait already"));
    }
    return outcome.completeOnTimeout(
        Outcome.later(RETRY, "the SMTP server did not answer in time"),
        DEADLINE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private Outcome attempt(Writing writing) {
    try {
      return smtp.send(writing.write());
    } catch (NotYetException e) {
      return Outcome.later(e.retryAfter, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A mail could not be written", e);
      return Outcome.refused("the mail could not be written: " + e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}
