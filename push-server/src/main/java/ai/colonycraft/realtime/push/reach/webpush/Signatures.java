package ai.colonycraft.realtime.push.reach.webpush;

import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header {@code Authorization} for each push service (RFC 8292). A signature is good for one
 * origin and kept until shortly before it ends, since signing takes a third of the work for a
 * message. Any thread may use it.
 */
final class Signatures {

  /** RFC 8292 allows a day. */
  private static final Duration GOOD_FOR = Duration.ofHours(12);

  /** What a request may take, and clocks may differ by. */
  private static final Duration BEFORE_END = Duration.ofMinutes(30);

  private static final int MOST_ORIGINS = 256;

  private record Signed(String header, Instant end) {}

  private final VapidKeys keys;
  private final String subject;
  private final Clock clock;
  private final Map<String, Signed> byOrigin =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Signed> eldest) {
          return size() > MOST_ORIGINS;
        }
      };

  Signatures(VapidKeys keys, String subject, Clock clock) {
    this.keys = keys;
    this.subject = subject;
    this.clock = clock;
  }

  /** The header for an endpoint. */
  synchronized String of(URI endpoint) {
    String origin = endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    Instant now = clock.instant();
    Signed kept = byOrigin.get(origin);
    if (kept == null || now.isAfter(kept.end().minus(BEFORE_END))) {
      kept = sign(endpoint, now.plus(GOOD_FOR));
      byOrigin.put(origin, kept);
    }
    return kept.header();
  }

  private Signed sign(URI endpoint, Instant end) {
    try {
      VAPIDJWTParam claims =
          VAPIDJWTParam.getBuilder()
              .resourceURL(endpoint.toURL())
              .expirationTime(end)
              .subject(subject)
              .build();
      return new Signed(keys.pair().generateAuthorizationHeaderValue(claims), end);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("endpoint: expected an address of http", e);
    }
  }
}
