package ai.colonycraft.realtime.push.transport.guard;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Puts headers on every answer that make a browser run nothing but our own files, to guess no
 * types, and to show the pages in nobody's frame. The one trusted type names the address of the
 * pages' service worker; text becomes neither script nor markup. What pages of other origins import
 * or send to is theirs to have (CORP); which of them may send is decided elsewhere.
 */
public final class SecurityHeaders extends Handler.Wrapper {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types push-pages";

  /** What no page here needs. */
  private static final String PERMISSIONS =
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

  /** Modules that any page may import: they hold no data. */
  private static final Set<String> MODULES = Set.of("/report.js", "/client.js", "/connection.js");

  /** Where a beacon of another origin goes; its answer holds no data. */
  private static final String REPORTS = "/api/reports";

  public SecurityHeaders(Handler next) {
    super(next);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields.Mutable headers = response.getHeaders();
    String path = Request.getPathInContext(request);
    boolean isModule = MODULES.contains(path);
    boolean isForAll = isModule || path.equals(REPORTS);
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    // With no-referrer, Firefox says Origin: null of the pages' own POST requests.
    headers.put("Referrer-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", isForAll ? "cross-origin" : "same-origin");
    if (isModule) {
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    headers.put("Permissions-Policy", PERMISSIONS);
    headers.put("X-Frame-Options", "DENY");
    return super.handle(request, response, callback);
  }
}
