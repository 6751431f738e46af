package ai.colonycraft.realtime.push.security;

import java.nio.file.Path;

/** A file that is read again while the server runs can't be used; the message says why. */
public final class UnusableFileException extends Exception {

  /** Takes a message that names file, fault and mend. */
  public UnusableFileException(String message) {
    super(message);
  }

  UnusableFileException(Path file, String fault) {
    super(file + ": " + fault);
  }
}
