package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.reach.people.Digests;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links that end a digest in one click (RFC 8058): a token for one person and one kind of digest,
 * signed with HMAC-SHA-256, takes the place of a session. It has no end, since a mail may be read
 * at any time, and is good for nothing else.
 */
public final class Unsubscribing {

  /** Path of the links. */
  public static final String PATH = "/unsubscribe";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TOKEN_BYTES = 16;

  private final SecretKeySpec key;
  private final People people;

  Unsubscribing(byte[] key, People people) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.people = people;
  }

  /** The link of a person's digest. */
  String link(URI pages, String person, DigestKind kind) {
    return pages.resolve(PATH)
        + "?person=%s&digest=%s&token=%s"
            .formatted(
                URLEncoder.encode(person, StandardCharsets.UTF_8),
                kind.label(),
                token(person, kind.label()));
  }

  /** Whether a token is that of a person's digest. */
  public boolean isGood(String person, String digest, String token) {
    return MessageDigest.isEqual(
        token(person, digest).getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Ends a digest; a second time changes nothing.
   *
   * @param digest {@code daily} or {@code weekly}; others change nothing
   * @return complete when Kafka has it
   */
  public CompletionStage<?> end(String person, String digest) {
    return people.change(person, before -> without(before, digest));
  }

  private static Person without(Person person, String digest) {
    Preferences p = person.preferences();
    Digests digests = p.digests();
    Digests left =
        digest.equals(DigestKind.DAILY.label())
            ? new Digests(false, digests.weekly(), digests.at())
            : new Digests(digests.daily(), Optional.empty(), digests.at());
    return person.with(
        new Preferences(
            p.severities(),
            p.services(),
            p.regions(),
            p.quietHours(),
            p.ways(),
            left,
            p.zone(),
            p.language()));
  }

  private String token(String person, String digest) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] whole =
          mac.doFinal((PATH + "\n" + digest + "\n" + person).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(whole, TOKEN_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
