package ai.colonycraft.realtime.push.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificate that this server shows to its clients, and its key.
 *
 * @param keyStore holds both, without a password, since it is in memory only
 * @param expires when the first certificate of the chain that ends does so
 */
public record ServerCertificate(KeyStore keyStore, Instant expires) {

  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads PEM files.
   *
   * @param chain the certificate, then those that signed it
   * @param key its private key, PKCS #8 without a password
   * @throws UnusableFileException if they can't be read, or are not of each other
   */
  public static ServerCertificate read(Path chain, Path key) throws UnusableFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem block : Pem.blocks(chain, Pem.text(chain))) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(block.certificate(chain));
      }
    }
    if (certificates.isEmpty()) {
      throw new UnusableFileException(chain, "expected PEM with a CERTIFICATE, found none");
    }
    PrivateKey privateKey = privateKey(key);
    SecretFile.check(key);
    if (!isPair(certificates.get(0).getPublicKey(), privateKey)) {
      throw new UnusableFileException(
          key, "is not the key of the first certificate in " + chain + "; renew both together");
    }
    Instant expires =
        certificates.stream()
            .map(c -> c.getNotAfter().toInstant())
            .min(Instant::compareTo)
            .orElseThrow();
    return new ServerCertificate(keyStore(key, certificates, privateKey), expires);
  }

  private static PrivateKey privateKey(Path file) throws UnusableFileException {
    for (Pem block : Pem.blocks(file, Pem.text(file))) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return block.privateKey(file);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new UnusableFileException(
                file,
                "expected PRIVATE KEY (PKCS #8 without a password), found %s; openssl pkcs8 -topk8 -nocrypt makes one of it"
                    .formatted(block.label()));
        default -> {
          // Parameters of a curve, or the certificate.
        }
      }
    }
    throw new UnusableFileException(file, "expected PEM with a PRIVATE KEY, found none");
  }

  private static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
    try {
      Signature signature =
          Signature.getInstance(
              "SHA256with" + ("EC".equals(privateKey.getAlgorithm()) ? "ECDSA" : "RSA"));
      signature.initSign(privateKey);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static KeyStore keyStore(Path file, List<X509Certificate> chain, PrivateKey key)
      throws UnusableFileException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("push", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableFileException(
          file, "can't be used with its certificate: " + e.getMessage());
    }
  }
}
