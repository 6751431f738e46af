package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.budget.Client;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** The {@link Client} of a request, which is kept with it until it is answered. */
public final class RequestClient {

  private static final String ATTRIBUTE = Client.class.getName();

  private RequestClient() {}

  /** Keeps it with the request. */
  public static void set(Request request, Client client) {
    request.setAttribute(ATTRIBUTE, client);
  }

  /**
   * Has a request answered by the threads that work for clients, when it is its address's turn. If
   * the task fails, so does the callback.
   */
  public static void work(Request request, Callback callback, Runnable task) {
    of(request)
        .work(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                callback.failed(e);
              }
            });
  }

  /** The one that was set. */
  public static Client of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Client client) {
      return client;
    }
    throw new IllegalStateException("the request is nobody's");
  }
}
