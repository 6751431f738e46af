package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.List;

/**
 * What all sessions have in common: they answer each message of the client, spend its {@link
 * ErrorBudget} on refused ones, and send a heartbeat when nothing else is written.
 */
abstract class AnsweringSession implements ClientSession {

  final Outlet outlet;
  final SessionLimits limits;
  final Clock clock;
  final Writer writer;
  private final ErrorBudget errors;

  AnsweringSession(Outlet outlet, SessionLimits limits, PushMetrics metrics, Clock clock) {
    this.outlet = outlet;
    this.limits = limits;
    this.clock = clock;
    this.writer = new Writer(outlet, this::take, metrics);
    this.errors = new ErrorBudget(limits.errors(), outlet, metrics);
  }

  /** Does what a message asks for. */
  abstract void handle(String text) throws BadRequestException;

  /** Puts a reply before all that waits, or closes the connection if too many replies wait. */
  abstract void reply(Message reply);

  /** Takes the next messages to write; empty if there are none. */
  abstract List<Message> take();

  @Override
  public final void receive(String text) {
    try {
      handle(text);
    } catch (BadRequestException e) {
      refuse(e.code(), e.getMessage());
    }
    writer.send();
  }

  @Override
  public final void refuse(String code, String message) {
    reply(Reply.error(code, message));
    writer.send();
    errors.spend();
  }

  @Override
  public final void heartbeat() {
    if (!writer.isWriting()) {
      reply(Reply.heartbeat(clock.millis()));
      writer.send();
    }
  }
}
