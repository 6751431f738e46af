package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;

/** Versions of what checkpoints keep of a source. */
final class Versions {

  private Versions() {}

  /**
   * Refuses state of a later version of the jar.
   *
   * @throws IOException if {@code found} is larger than {@code known}
   */
  static void check(int found, int known) throws IOException {
    if (found > known) {
      throw new IOException(
          "the state of the source was written by a later version of the jar: expected at most "
              + known
              + ", found "
              + found);
    }
  }
}
