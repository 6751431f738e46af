package ai.colonycraft.realtime.push.transport.stream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Several text frames that Jetty handles and writes like one: it generates the header of the first
 * and takes all that follows for its payload. So they cost what one costs, and their bytes, which a
 * server does not mask, are shared by all clients that get the same.
 *
 * <p>Without extensions only, which would take the bytes for one message.
 */
final class TextFrames extends Frame {

  private final int firstLength;

  /**
   * Takes the bytes but for the first header.
   *
   * @param firstLength length of the first message
   * @param bytes its payload and whole further frames; the position will move
   */
  TextFrames(int firstLength, ByteBuffer bytes) {
    super(OpCode.TEXT, bytes);
    this.firstLength = firstLength;
  }

  /** What Jetty writes into the header; it measures what it sends by the payload itself. */
  @Override
  public int getPayloadLength() {
    return firstLength;
  }
}
