package ai.colonycraft.realtime.push.reach.webpush;

import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key pair by which push services recognize this server (RFC 8292), read from a PEM file with a
 * private and a public key of P-256. Browsers subscribe for one public key, so all push servers of
 * an installation share the file, and a new one makes every browser subscribe again. Immutable.
 */
public final class VapidKeys {

  private static final Logger LOG = LoggerFactory.getLogger(VapidKeys.class);
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([^-]+)-----END \\1 KEY-----");
  private static final String EC = "EC";
  private static final String MAC = "HmacSHA256";
  private static final int LINE = 64;

  private final ECPrivateKey privateKey;
  private final VAPIDKeyPair pair;

  private VapidKeys(ECPrivateKey privateKey, ECPublicKey publicKey) {
    this.privateKey = privateKey;
    this.pair =
        VAPIDKeyPairs.of(
            PrivateKeySources.ofECPrivateKey(privateKey),
            PublicKeySources.ofECPublicKey(publicKey));
  }

  /**
   * Reads the file, and makes it before that if there is none, readable for its owner alone.
   *
   * @throws IOException if it can't be read or made, or holds no such pair; the message names the
   *     file and the mend
   */
  public static VapidKeys read(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    try {
      String text = Files.readString(file);
      KeyFactory keys = KeyFactory.getInstance(EC);
      ECPrivateKey privateKey =
          (ECPrivateKey) keys.generatePrivate(new PKCS8EncodedKeySpec(block("PRIVATE", text)));
      ECPublicKey publicKey =
          (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(block("PUBLIC", text)));
      if (!belong(privateKey, publicKey)) {
        throw new IllegalArgumentException("the two keys are no pair");
      }
      return new VapidKeys(privateKey, publicKey);
    } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
      throw new IOException(
          "webpush.key-file: expected PEM blocks PRIVATE KEY (PKCS #8) and PUBLIC KEY of one pair of"
              + " P-256 in %s, found: %s; remove the file to have one made"
                  .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException("webpush.key-file: %s can't be read: %s".formatted(file, e), e);
    }
  }

  /** The public key as browsers take it: an uncompressed point as base64url. */
  public String publicKey() {
    return pair.extractPublicKeyInUncompressedFormAsString();
  }

  /** The pair as the library takes it. */
  VAPIDKeyPair pair() {
    return pair;
  }

  /** A secret of 32 bytes for another purpose, which follows from the private key. */
  public byte[] secret(String purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(privateKey.getS().toByteArray(), MAC));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  private static void make(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path made = null;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(EC);
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      String text =
          pem("PRIVATE", keys.getPrivate().getEncoded())
              + pem("PUBLIC", keys.getPublic().getEncoded());
      // Written aside, so that another server that starts now reads all of it or nothing.
      made = Files.createTempFile(folder, "push", ".pem", ownerOnly(folder));
      Files.writeString(made, text);
      Files.createLink(file, made);
      LOG.info("Made {} with the key pair of Web Push; all push servers need the same", file);
    } catch (FileAlreadyExistsException e) {
      LOG.info("Another server made {} at the same moment", file);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException(
          "webpush.key-file: %s can't be made (%s); check that the folder can be written to"
              .formatted(file, e),
          e);
    } finally {
      if (made != null) {
        Files.deleteIfExists(made);
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static String pem(String kind, byte[] key) {
    Base64.Encoder base64 = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s KEY-----%n%s%n-----END %s KEY-----%n"
        .formatted(kind, base64.encodeToString(key), kind);
  }

  private static byte[] block(String kind, String text) {
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      if (blocks.group(1).equals(kind)) {
        return Base64.getMimeDecoder().decode(blocks.group(2));
      }
    }
    throw new IllegalArgumentException("no block " + kind + " KEY");
  }

  private static boolean belong(PrivateKey privateKey, ECPublicKey publicKey)
      throws GeneralSecurityException {
    byte[] text = "pair".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(privateKey);
    signer.update(text);
    byte[] signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update(text);
    return signer.verify(signature);
  }
}
