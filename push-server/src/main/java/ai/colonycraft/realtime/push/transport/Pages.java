package ai.colonycraft.realtime.push.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the web pages: a fixed list of files, held in memory, so that no path of a request ever
 * reaches a file system. Browsers may keep them and ask each time whether they changed.
 */
final class Pages extends Handler.Abstract.NonBlocking {

  /** Not named {@code web}: Flink's own pages are found under that name on a shared class path. */
  private static final String FOLDER = "/push-pages";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private record Page(byte[] content, String type, String etag) {}

  private final Map<String, Page> pages = new LinkedHashMap<>();

  Pages(String... names) {
    for (String name : names) {
      pages.put("/" + name, read(name));
    }
    pages.put("/", read("index.html"));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Page page = pages.get(Request.getPathInContext(request));
    if (page == null) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    response.getHeaders().put(HttpHeader.ETAG, page.etag());
    if (page.etag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      callback.succeeded();
      return true;
    }
    return Answer.send(response, callback, 200, page.type(), page.content());
  }

  private static Page read(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + "/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      byte[] content = in.readAllBytes();
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Page(content, type, '"' + HexFormat.of().formatHex(digest, 0, 12) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
