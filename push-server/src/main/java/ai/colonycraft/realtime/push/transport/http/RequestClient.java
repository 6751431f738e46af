package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.budget.Client;
import org.eclipse.jetty.server.Request;

/** The {@link Client} of a request, which is kept with it until it is answered. */
public final class RequestClient {

  private static final String ATTRIBUTE = Client.class.getName();

  private RequestClient() {}

  /** Keeps it with the request. */
  public static void set(Request request, Client client) {
    request.setAttribute(ATTRIBUTE, client);
  }

  /** The one that was set. */
  public static Client of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Client client) {
      return client;
    }
    throw new IllegalStateException("the request is nobody's");
  }
}
