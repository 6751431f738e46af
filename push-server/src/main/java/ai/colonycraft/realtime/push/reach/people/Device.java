package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Something that a person carries and that shows notifications. Texts are well-formed; what is
 * longer than its bound is refused with an {@link IllegalArgumentException} that names the field.
 */
public sealed interface Device {

  /** Longest id and label of a device, in characters. */
  int MOST_TEXT = 100;

  /** Identifies it among the devices of its person. */
  String id();

  /** What its person calls it; may be empty. */
  String label();

  /** When it was added, in epoch milliseconds. */
  long since();

  /**
   * A browser with a subscription of the Push API.
   *
   * @param endpoint where the push service takes messages for it, an https address
   * @param p256dh its public key, an uncompressed point of P-256 as base64url
   * @param auth its secret of 16 bytes as base64url
   */
  record WebPush(String id, String endpoint, String p256dh, String auth, String label, long since)
      implements Device {

    private static final String ENDPOINT = "devices.endpoint";
    private static final int MOST_ENDPOINT = 1_000;
    private static final int ID_BYTES = 12;

    public WebPush {
      id = Checks.id("devices.id", id);
      endpoint = Checks.ascii(ENDPOINT, endpoint, MOST_ENDPOINT);
      Checks.bytes("devices.p256dh", p256dh, 65);
      Checks.bytes("devices.auth", auth, 16);
      label = Checks.text("devices.label", label, MOST_TEXT);
    }

    /** A subscription whose id follows from its endpoint, so that sending it again adds nothing. */
    public static WebPush of(
        String endpoint, String p256dh, String auth, String label, long since) {
      Checks.ascii(ENDPOINT, endpoint, MOST_ENDPOINT);
      return new WebPush(idOf(endpoint), endpoint, p256dh, auth, label, since);
    }

    /** The id of the subscription with an endpoint. */
    private static String idOf(String endpoint) {
      byte[] hash = Sha256.of(endpoint.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }
  }

  /** A phone with the Android app, which follows the stream of notifications by itself. */
  record Android(String id, String label, long since) implements Device {
    public Android {
      id = Checks.id("devices.id", id);
      label = Checks.text("devices.label", label, MOST_TEXT);
    }
  }
}
