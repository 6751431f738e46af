package ai.colonycraft.realtime.jobs.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes, which can be full. */
final class SmallStore implements AutoCloseable {

  private static final String SIZE = "64m";

  private final Path dir;
  private final boolean mounted;

  private SmallStore(Path dir, boolean mounted) {
    this.dir = dir;
    this.mounted = mounted;
  }

  /** Mounts one, if this user may; without the right to it is an ordinary folder. */
  static SmallStore mount() throws Exception {
    Path dir = Files.createTempDirectory("store");
    SmallStore store =
        new SmallStore(
            dir, run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", dir.toString()));
    if (store.mounted) {
      Runtime.getRuntime().addShutdownHook(new Thread(store::close));
    }
    return store;
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Skips a test where nothing could be mounted. */
  void require() {
    Assumptions.assumeTrue(mounted, "only root can mount a small file system to fill: run as root");
  }

  Path dir() {
    return dir;
  }

  /** Takes all the room that is left. */
  void fill() {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      byte[] block = new byte[4096];
      while (true) {
        ballast.write(block);
      }
    } catch (IOException e) {
      // No space left on device: it is full.
    }
  }

  /** Gives the room back. */
  void clear() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return dir.resolve("ballast");
  }

  @Override
  public void close() {
    if (mounted) {
      run("umount", "--lazy", dir.toString());
      dir.toFile().delete();
    }
  }
}
