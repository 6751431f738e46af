package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.reach.mail.Unsubscribing;
import ai.colonycraft.realtime.push.transport.http.Answer;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * {@code /unsubscribe}: ends a digest (RFC 8058). POST acts, without a session, by the token of the
 * link; GET shows a page with a button, since programs open links of mails to look at them.
 */
public final class UnsubscribeApi extends Handler.Abstract.NonBlocking {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String PAGE =
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
          + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
          + "<meta name=\"color-scheme\" content=\"light dark\"><title>Digest</title></head>"
          + "<body><main><h1>%s</h1>%s</main></body></html>\n";
  private static final String POLICY =
      "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final String BUTTON =
      "<form method=\"post\"><button type=\"submit\">Unsubscribe · Abbestellen</button></form>";

  private final Optional<Unsubscribing> unsubscribing;

  /** Serves nothing if there is no key. */
  public UnsubscribeApi(Optional<Unsubscribing> unsubscribing) {
    this.unsubscribing = unsubscribing;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (unsubscribing.isEmpty() || !Request.getPathInContext(request).equals(Unsubscribing.PATH)) {
      return false;
    }
    Unsubscribing digests = unsubscribing.get();
    boolean acts = request.getMethod().equals("POST");
    if (!acts && Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    Fields query = Request.extractQueryParameters(request);
    String person = text(query, "person");
    String digest = text(query, "digest");
    if (!digests.isGood(person, digest, text(query, "token"))) {
      return page(response, callback, 403, "This link is not valid.", "");
    }
    if (!acts) {
      return page(response, callback, 200, "Unsubscribe from the " + digest + " digest?", BUTTON);
    }
    digests
        .end(person, digest)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                page(response, callback, 200, "You get the " + digest + " digest no more.", "");
              } else {
                page(response, callback, 503, "This could not be saved; try again.", BUTTON);
              }
            });
    return true;
  }

  private static String text(Fields query, String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  /** The words are ours: nothing of the request is in them but a digest whose token was good. */
  private static boolean page(
      Response response, Callback callback, int status, String heading, String more) {
    // The button's form is sent to this address.
    response.getHeaders().put("Content-Security-Policy", POLICY);
    return Answer.send(response, callback, status, HTML, PAGE.formatted(heading, more));
  }
}
