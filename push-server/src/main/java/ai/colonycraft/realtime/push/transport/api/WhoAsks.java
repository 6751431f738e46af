package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.Query;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The person a request comes from: the subject of its token or, where tokens are off, its parameter
 * {@code person}.
 */
final class WhoAsks {

  private WhoAsks() {}

  /** The person's id; empty if it is not known or can't be one. */
  static Optional<String> id(Request request) {
    Optional<Caller> caller = AccessControl.caller(request);
    try {
      Optional<String> named =
          caller.isPresent()
              ? caller.map(Caller::subject)
              : new Query(request.getHttpURI().getQuery()).first("person");
      // Neither cut nor made well-formed, so that two subjects never become one person.
      return named.filter(
          id -> !id.isBlank() && id.length() <= Person.MOST_TEXT && Text.wellFormed(id).equals(id));
    } catch (Query.BadQueryException e) {
      return Optional.empty();
    }
  }

  /** Answers a request whose person is not known. */
  static boolean unknown(Response response, Callback callback) {
    return Json.error(
        response,
        callback,
        400,
        "no_person",
        "expected a token with a subject of at most "
            + Person.MOST_TEXT
            + " characters or, where tokens are off, the parameter person");
  }
}
