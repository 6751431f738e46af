package ai.colonycraft.realtime.push.support;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/**
 * What this process holds.
 *
 * @param threads alive
 * @param files open file descriptors
 * @param heapBytes reachable
 */
public record Footprint(int threads, long files, long heapBytes) {

  private static final int SPARE_THREADS = 8;
  private static final int SPARE_FILES = 16;
  private static final long SPARE_BYTES = 8 << 20;

  /** Collects garbage first. */
  public static Footprint now() {
    System.gc();
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return new Footprint(
        ManagementFactory.getThreadMXBean().getThreadCount(),
        system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** Whether it is about what it was: no more than pools and caches may take. */
  public boolean isAbout(Footprint before) {
    return threads <= before.threads + SPARE_THREADS
        && files <= before.files + SPARE_FILES
        && heapBytes <= before.heapBytes + SPARE_BYTES;
  }
}
