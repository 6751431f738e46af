package ai.colonycraft.realtime.push.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The keys of a browser that subscribed, with which a program that is not ours reads messages. */
public final class PushKeys {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String AUTH = BASE64.encodeToString(new byte[16]);
  private static final int NUMBER = 32;

  private final KeyPair keys;

  /** Makes a pair. */
  public PushKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys = generator.generateKeyPair();
  }

  /** The subscription with an endpoint as a page sends it. */
  public String subscription(String endpoint) {
    return "{\"endpoint\":\"%s\",\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"},\"label\":\"Test\"}"
        .formatted(endpoint, point(), AUTH);
  }

  /** Reads a message with {@code http_ece} of npm. */
  public JsonNode decrypt(byte[] message) throws Exception {
    return decrypt(List.of(message)).get(0);
  }

  /** Reads messages with {@code http_ece} of npm, in their order; fails if one can't be read. */
  public List<JsonNode> decrypt(List<byte[]> messages) throws Exception {
    Path script = NodePackages.folder("pages").resolve("decrypt.mjs");
    Files.copy(Path.of("src/test/pages/decrypt.mjs"), script, StandardCopyOption.REPLACE_EXISTING);
    List<String> command = new ArrayList<>();
    command.add(Needs.program("node"));
    command.add(script.toString());
    command.add(BASE64.encodeToString(bytes(((ECPrivateKey) keys.getPrivate()).getS())));
    command.add(AUTH);
    messages.forEach(message -> command.add(BASE64.encodeToString(message)));
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).as(text).isZero();
    List<JsonNode> read = new ArrayList<>();
    for (String line : text.lines().toList()) {
      read.add(JSON.readTree(line));
    }
    return read;
  }

  /** The public key as an uncompressed point. */
  private String point() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    byte[] point = new byte[1 + 2 * NUMBER];
    point[0] = 4;
    System.arraycopy(bytes(key.getW().getAffineX()), 0, point, 1, NUMBER);
    System.arraycopy(bytes(key.getW().getAffineY()), 0, point, 1 + NUMBER, NUMBER);
    return BASE64.encodeToString(point);
  }

  private static byte[] bytes(BigInteger number) {
    byte[] signed = number.toByteArray();
    byte[] bytes = new byte[NUMBER];
    int length = Math.min(NUMBER, signed.length);
    System.arraycopy(signed, signed.length - length, bytes, NUMBER - length, length);
    return bytes;
  }
}
