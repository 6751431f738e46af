package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.security.ReloadedFile;
import ai.colonycraft.realtime.push.security.UnusableFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The escalation policies that hold: those of a file, which is read again when it changes. A change
 * that is wrong is logged and counted, and what was read before holds on. Any thread may use it.
 */
public final class PolicyInUse {

  /** Without a file nobody is escalated to. */
  public static final PolicyInUse NONE = new PolicyInUse(Optional.empty());

  private final Optional<ReloadedFile<OnCall>> file;

  private PolicyInUse(Optional<ReloadedFile<OnCall>> file) {
    this.file = file;
  }

  /**
   * Reads a file for the first time.
   *
   * @param path empty for none
   * @param failed run whenever a change is wrong
   * @throws InvalidConfigException with every problem found
   */
  public static PolicyInUse of(Optional<Path> path, Clock clock, Runnable failed) {
    if (path.isEmpty()) {
      return NONE;
    }
    List<Path> files = List.of(path.get());
    try {
      return new PolicyInUse(
          Optional.of(new ReloadedFile<>(files, () -> read(path.get()), clock, failed)));
    } catch (UnusableFileException e) {
      throw new InvalidConfigException(List.of(e.getMessage()));
    }
  }

  /** What holds now. */
  public OnCall get() {
    return file.map(ReloadedFile::get).orElse(OnCall.NONE);
  }

  /**
   * What is wrong with the file as it is now, so that an earlier one holds; empty if nothing is.
   */
  public Optional<String> problem() {
    return file.flatMap(ReloadedFile::problem);
  }

  private static OnCall read(Path path) throws UnusableFileException {
    try {
      return PolicyFile.read(path);
    } catch (InvalidConfigException e) {
      throw new UnusableFileException(e.getMessage());
    }
  }
}
