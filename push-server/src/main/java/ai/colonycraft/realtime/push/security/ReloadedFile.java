package ai.colonycraft.realtime.push.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a value that was read from files, and reads it again when one of them changes. A change
 * that can't be read is logged once and counted, and what was there before stays. Any thread may
 * use it.
 *
 * @param <T> what the files become
 */
public final class ReloadedFile<T> {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Makes something of the files. */
  @FunctionalInterface
  public interface Loader<T> {
    /**
     * Reads the files.
     *
     * @throws UnusableFileException if they hold nothing of use
     */
    T load() throws UnusableFileException;
  }

  private record Version(FileTime modified, long size, Object key) {}

  private final List<Path> files;
  private final Loader<T> loader;
  private final Runnable failed;
  private final Clock clock;
  private T value;
  private List<Version> versions;
  private Instant lookAt;
  private Optional<String> problem = Optional.empty();

  /**
   * Reads for the first time.
   *
   * @param failed run whenever a change can't be read
   * @throws UnusableFileException if they can't be read now
   */
  public ReloadedFile(List<Path> files, Loader<T> loader, Clock clock, Runnable failed)
      throws UnusableFileException {
    this.files = List.copyOf(files);
    this.loader = loader;
    this.clock = clock;
    this.failed = failed;
    this.versions = versions();
    this.value = loader.load();
    this.lookAt = clock.instant().plus(LOOK_EVERY);
  }

  /** What the files hold, as far as they could be read; looks for changes once a second at most. */
  public synchronized T get() {
    Instant now = clock.instant();
    if (now.isBefore(lookAt)) {
      return value;
    }
    lookAt = now.plus(LOOK_EVERY);
    List<Version> found = versions();
    if (!found.equals(versions)) {
      versions = found;
      try {
        value = loader.load();
        problem = Optional.empty();
        LOG.info("Read {} again, since it changed", files);
      } catch (UnusableFileException e) {
        failed.run();
        problem = Optional.of(e.getMessage());
        LOG.warn("What was read before stays in use, since a change can't be: {}", e.getMessage());
      }
    }
    return value;
  }

  /** Why the last change can't be used; empty if what the files hold is in use. */
  public synchronized Optional<String> problem() {
    get();
    return problem;
  }

  private List<Version> versions() {
    List<Version> found = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        found.add(new Version(a.lastModifiedTime(), a.size(), a.fileKey()));
      } catch (IOException e) {
        found.add(new Version(FileTime.fromMillis(0), -1, null));
      }
    }
    return found;
  }
}
