package ai.colonycraft.realtime.push.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks Alertmanager which alerts it names at present, silenced and inhibited ones included: {@code
 * GET /api/v2/alerts}. For one thread; it blocks for some seconds at most.
 *
 * @see <a
 *     href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">Alertmanager's
 *     API</a>
 */
final class Firing {

  private static final String PATH = "/api/v2/alerts?active=true&silenced=true&inhibited=true";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Fingerprints of one answer; a longer one says nothing about what is not in it. */
  private static final int MOST = 100_000;

  private static final JsonFactory JSON = new JsonFactory();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final HttpRequest request;

  /**
   * Takes its address.
   *
   * @param address of Alertmanager, without the path of its API
   */
  Firing(String address) {
    String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    this.request = HttpRequest.newBuilder(URI.create(base + PATH)).timeout(TIMEOUT).build();
  }

  /**
   * The fingerprints of the alerts that it names.
   *
   * @throws IOException if it does not answer as it should
   */
  Set<String> fingerprints() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("it answered " + response.statusCode());
      }
      return read(body);
    }
  }

  static Set<String> read(InputStream body) throws IOException {
    Set<String> found = new HashSet<>();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("expected an array of alerts");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
          JsonToken token = json.nextToken();
          if (field.equals("fingerprint") && token == JsonToken.VALUE_STRING) {
            found.add(json.getText());
          }
          json.skipChildren();
        }
        if (found.size() > MOST) {
          throw new IOException("it named more than " + MOST + " alerts");
        }
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("the answer ends too early");
      }
    }
    return found;
  }
}
