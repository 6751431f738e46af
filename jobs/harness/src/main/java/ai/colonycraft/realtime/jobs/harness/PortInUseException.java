package ai.colonycraft.realtime.jobs.harness;

/** A port that was to be listened on is taken; the message says which and how to choose another. */
public final class PortInUseException extends RuntimeException {

  /** The exception for a port that a setting chooses. */
  public PortInUseException(String flag, int port) {
    super(
        "%s: port %d is in use; stop the program that listens there, or choose another with --%s"
            .formatted(flag, port, flag));
  }
}
