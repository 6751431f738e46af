package ai.colonycraft.realtime.push.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of files with secrets that everybody on this machine may read. */
final class SecretFile {

  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

  private SecretFile() {}

  /**
   * Logs a warning if others than the file's owner and group may read it; nothing on systems that
   * have no such permissions.
   */
  static void check(Path file) {
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn(
            "{} holds a secret, and every user of this machine may read it; chmod o-r {}",
            file,
            file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever reads the file says what is wrong with it.
    }
  }
}
