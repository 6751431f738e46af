package ai.colonycraft.realtime.jobs.metrics;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows series to Flink's reporters, and takes them away again. Flink's public API can only add: a
 * group is closed through its base class, and its place in the parent is freed by reflection, since
 * a place for each user that ever was would fill the memory.
 *
 * <p>Called on the task's thread; values are read by the reporter's.
 */
final class SeriesExporter {

  /** The last group of every series; the relabel rules cut the name behind it. */
  static final String GROUP = "colonycraft";

  private static final Logger LOG = LoggerFactory.getLogger(SeriesExporter.class);
  private static final Field CHILDREN = children();

  /** A series on show. */
  static final class Shown implements Gauge<Double> {
    private final List<String> path;
    private final MetricGroup leaf;
    private volatile double value;

    private Shown(List<String> path, MetricGroup leaf) {
      this.path = path;
      this.leaf = leaf;
    }

    void set(double value) {
      this.value = value;
    }

    @Override
    public Double getValue() {
      return value;
    }
  }

  private final MetricGroup root;

  /** Takes the operator's group. */
  SeriesExporter(MetricGroup root) {
    this.root = root;
  }

  /** Shows a series; label names must always come in the same order for one name. */
  Shown show(String name, List<String> labelNames, List<String> labels, double value) {
    List<String> path = new ArrayList<>();
    // Its own group for each name, so that closing one series closes no other.
    MetricGroup group = root.addGroup(name);
    path.add(name);
    for (int i = 0; i < labelNames.size(); i++) {
      group = group.addGroup(labelNames.get(i), labels.get(i));
      path.add(labelNames.get(i));
      path.add(labels.get(i));
    }
    path.add(GROUP);
    Shown shown = new Shown(path, group.addGroup(GROUP));
    shown.set(value);
    shown.leaf.gauge(name, shown);
    return shown;
  }

  /** Takes a series away from all reporters. */
  void hide(Shown shown) {
    ((AbstractMetricGroup<?>) shown.leaf).close();
    if (CHILDREN != null && root instanceof AbstractMetricGroup<?> parent) {
      prune(parent, shown.path);
    }
  }

  /** Frees the places of groups below {@code parent} that have nothing left to show. */
  private static void prune(AbstractMetricGroup<?> parent, List<String> path) {
    Map<String, AbstractMetricGroup<?>> children = children(parent);
    AbstractMetricGroup<?> child = children.get(path.get(0));
    if (child == null) {
      return;
    }
    if (path.size() > 1) {
      prune(child, path.subList(1, path.size()));
    }
    if (children(child).isEmpty()) {
      child.close();
      children.remove(path.get(0));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, AbstractMetricGroup<?>> children(AbstractMetricGroup<?> group) {
    try {
      return (Map<String, AbstractMetricGroup<?>>) CHILDREN.get(group);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("made accessible before", e);
    }
  }

  private static Field children() {
    try {
      Field field = AbstractMetricGroup.class.getDeclaredField("groups");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "This Flink keeps metric groups elsewhere than 2.2 does: series that leave will leave"
              + " some bytes behind until the job restarts.",
          e);
      return null;
    }
  }
}
