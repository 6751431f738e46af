package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.budget.Clients;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts what waits for a request under its client's address, until it is answered. */
final class CountedMemory extends Handler.Wrapper {

  private final Clients clients;
  private final boolean behindProxy;

  CountedMemory(Clients clients, boolean behindProxy, Handler next) {
    super(next);
    this.clients = clients;
    this.behindProxy = behindProxy;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String address = ClientAddress.of(request, behindProxy);
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    Client client = clients.open(ClientAddress.network(address).orElse(address), endPoint::close);
    RequestClient.set(request, client);
    Request.addCompletionListener(request, failure -> client.close());
    return super.handle(request, response, callback);
  }
}
