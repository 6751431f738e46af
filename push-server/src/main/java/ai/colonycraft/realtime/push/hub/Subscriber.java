package ai.colonycraft.realtime.push.hub;

/**
 * A subscriber to metrics. The hub's publishing thread calls these, one after another; they must
 * not block and not throw.
 */
public interface Subscriber {

  /**
   * A series has a new message, which is its {@link Series#current() current} one.
   *
   * @return whether {@link #flush} is wanted at the end of this batch and was not asked for yet
   */
  boolean changed(Series series, Message message);

  /**
   * The activity feed has a new line.
   *
   * @return whether {@link #flush} is wanted at the end of this batch and was not asked for yet
   */
  boolean lineAdded();

  /** All series were replaced by others: what was sent before holds no longer. */
  void restarted();

  /** The batch is complete: time to send what has gathered. */
  void flush();
}
