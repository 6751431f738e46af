package ai.colonycraft.realtime.push.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file (RFC 7468): what its label says it is, and its bytes. */
record Pem(String label, byte[] der) {

  private static final int MOST_BYTES = 1024 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> KEY_TYPES = List.of("RSA", "EC");

  /** The text of a small file. */
  static String text(Path file) throws UnusableFileException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UnusableFileException(file, "expected at most 1 MiB, found more");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UnusableFileException(
          file, "can't be read (" + e + "); check that it is there and who may read it");
    }
  }

  /** Every block of a file; empty if it is not PEM. */
  static List<Pem> blocks(Path file, String text) throws UnusableFileException {
    List<Pem> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new UnusableFileException(
            file, "the block " + matcher.group(1) + " is damaged: " + e.getMessage());
      }
    }
    return blocks;
  }

  X509Certificate certificate(Path file) throws UnusableFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new UnusableFileException(file, "a certificate is damaged: " + e.getMessage());
    }
  }

  PublicKey publicKey(Path file) throws UnusableFileException {
    for (String type : KEY_TYPES) {
      try {
        return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        continue; // Of another type.
      }
    }
    throw new UnusableFileException(file, "expected a public key of type RSA or EC");
  }

  PrivateKey privateKey(Path file) throws UnusableFileException {
    for (String type : KEY_TYPES) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        continue; // Of another type.
      }
    }
    throw new UnusableFileException(file, "expected a private key of type RSA or EC");
  }
}
