package ai.colonycraft.realtime.push.security;

import java.nio.file.Path;

/** A file of keys or certificates can't be used; the message names it, the fault and the mend. */
public final class UnusableFileException extends Exception {

  UnusableFileException(Path file, String fault) {
    super(file + ": " + fault);
  }
}
