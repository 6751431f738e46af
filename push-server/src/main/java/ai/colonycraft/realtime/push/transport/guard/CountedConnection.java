package ai.colonycraft.realtime.push.transport.guard;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;

/** Holds a place of its client's address as long as the connection is open. */
final class CountedConnection implements FrameHandler {

  private final FrameHandler connection;
  private final PerAddress places;
  private final String address;

  CountedConnection(FrameHandler connection, PerAddress places, String address) {
    this.connection = connection;
    this.places = places;
    this.address = address;
  }

  @Override
  public void onOpen(CoreSession coreSession, Callback callback) {
    places.hold(address);
    connection.onOpen(coreSession, callback);
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    connection.onFrame(frame, callback);
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    connection.onError(cause, callback);
  }

  @Override
  public void onClosed(CloseStatus closeStatus, Callback callback) {
    places.give(address);
    connection.onClosed(closeStatus, callback);
  }
}
