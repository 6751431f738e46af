package ai.colonycraft.realtime.push.transport.pages;

import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.Gzip;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the web pages from memory, so that no path of a request ever reaches a file system.
 *
 * <p>All files of a page come from {@code /pages/<version>/…}, where browsers keep them for good;
 * the version is a digest of them all, so an update never mixes old and new ones. The document of a
 * page answers its address, and is asked for anew each time, as are the modules that other sites
 * import from the root: {@code /client.js} and {@code /report.js}.
 */
public final class Pages extends Handler.Abstract.NonBlocking {

  private static final String VERSIONED = "/pages/";
  private static final String FOREVER = "public, max-age=31536000, immutable";

  /** Addresses whose page is put together in the browser, where {@code router.js} has them too. */
  private static final Map<Pattern, String> ROUTES =
      Map.ofEntries(
          Map.entry(Pattern.compile("/|/index\\.html"), "overview"),
          Map.entry(Pattern.compile("/operations"), "operations"),
          Map.entry(Pattern.compile("/activity"), "activity"),
          Map.entry(Pattern.compile("/services/[^/]+"), "service"),
          Map.entry(Pattern.compile("/colonies/[^/]+"), "colony"),
          Map.entry(Pattern.compile("/flamegraph"), "flamegraph"),
          Map.entry(Pattern.compile("/notifications"), "notifications"),
          Map.entry(Pattern.compile("/incidents/[^/]+"), "incident"),
          Map.entry(Pattern.compile("/(users|regions|sessions|traces)/[^/]+"), "subject"),
          Map.entry(Pattern.compile("/rules"), "rules"),
          Map.entry(Pattern.compile("/custom"), "custom"),
          Map.entry(Pattern.compile("/settings"), "settings"));

  /** Files that have an address of their own beside the versioned one. */
  private static final Map<String, String> ROOT =
      Map.of(
          "/sw.js", "sw.js",
          "/client.js", "client.js",
          "/connection.js", "connection.js",
          "/report.js", "report.js",
          "/icon.svg", "icon.svg",
          "/assets/icons/critical.png", "icons/critical.png",
          "/assets/icons/warning.png", "icons/warning.png",
          "/assets/icons/info.png", "icons/info.png",
          "/favicon.ico", "icon.svg");

  private final PageFiles files;

  public Pages(PageFiles files) {
    this.files = files;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // The name of a colony may hold an encoded slash, so the path is looked at as it was sent.
    String path = request.getHttpURI().getPath();
    String versioned = VERSIONED + files.version() + '/';
    boolean forever = path.startsWith(versioned);
    PageFiles.File file =
        forever ? files.find(path.substring(versioned.length())) : unversioned(path);
    if (file == null) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    boolean gzip = file.gzipped() != null && Gzip.isTakenBy(request);
    String etag = '"' + file.digest() + (gzip ? "-gzip\"" : "\"");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, forever ? FOREVER : "no-cache");
    response.getHeaders().put(HttpHeader.ETAG, etag);
    Answer.vary(response, HttpHeader.ACCEPT_ENCODING);
    if (etag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      callback.succeeded();
      return true;
    }
    if (gzip) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    byte[] body = gzip ? file.gzipped() : file.content();
    return Answer.send(response, callback, 200, file.type(), body);
  }

  /** Null if there is none. */
  private PageFiles.File unversioned(String path) {
    return ROUTES.entrySet().stream()
        .filter(route -> route.getKey().matcher(path).matches())
        .map(route -> files.document(route.getValue()))
        .findFirst()
        .orElseGet(() -> files.find(ROOT.getOrDefault(path, "")));
  }
}
