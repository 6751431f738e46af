package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks tokens that let their bearer acknowledge one incident as one person and do
 * nothing else, until they end. A notification carries one, so that its button works where no page
 * with the person's own token is open. Any thread may use it.
 *
 * <p>A token is {@code end.person.mac}: the end in epoch seconds, the person as base64url, and
 * HMAC-SHA256 over incident, person and end as base64url. The incident is not in it: it is the one
 * that the request names.
 */
public final class AcknowledgeTokens {

  /** What stands before a token in the header {@code Authorization}. */
  static final String SCHEME = "Acknowledge ";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LONGEST = 2_000;
  private static final int PARTS = 3;

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * Takes the key, which all push servers share.
   *
   * @param secret of at least 32 bytes
   */
  public AcknowledgeTokens(byte[] secret, Clock clock) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.clock = clock;
  }

  /** A token for a person and an incident, good until an end. */
  public String issue(String incident, String person, Instant end) {
    String named = base64(person.getBytes(StandardCharsets.UTF_8));
    return end.getEpochSecond()
        + "."
        + named
        + "."
        + base64(mac(incident, person, end.getEpochSecond()));
  }

  /**
   * Who acknowledges an incident, somebody who sees that incident and nothing else.
   *
   * @throws TokenException if the token is not for it, or has ended
   */
  Caller check(String token, String incident) throws TokenException {
    String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
    long end;
    String person;
    byte[] mac;
    try {
      if (parts.length != PARTS) {
        throw new IllegalArgumentException();
      }
      end = Long.parseLong(parts[0]);
      person = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      mac = Base64.getUrlDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) {
      throw new TokenException(Refusal.BAD_TOKEN, "the token of the notification can't be read");
    }
    if (!MessageDigest.isEqual(mac, mac(incident, person, end))) {
      throw new TokenException(
          Refusal.BAD_TOKEN, "the token of the notification is not for this incident");
    }
    if (clock.instant().getEpochSecond() >= end) {
      throw new TokenException(Refusal.EXPIRED_TOKEN, "the token of the notification has ended");
    }
    return new Caller(
        person,
        Set.of(Scope.NOTIFICATIONS_ACKNOWLEDGE),
        Visibility.of(List.of(), List.of(), List.of(Map.of("id", incident)), Set.of()),
        Instant.ofEpochSecond(end));
  }

  private byte[] mac(String incident, String person, long end) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (String part : List.of(incident, person, Long.toString(end))) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // The length goes first, so that no two lists of parts give the same bytes.
        mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        mac.update(bytes);
      }
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
