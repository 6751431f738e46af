package ai.colonycraft.realtime.push.reach.mail;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A line of a few values from zero up, as a PNG without text. Its background is transparent and its
 * blue is legible on white and on dark grey.
 */
final class Sparkline {

  /** Width and height at which it is shown; it has twice as many pixels. */
  static final int WIDTH = 120;

  static final int HEIGHT = 28;

  private static final int SCALE = 2;
  private static final int MARGIN = 4;
  private static final Color LINE = new Color(0x4f, 0x83, 0xf1);

  private Sparkline() {}

  /**
   * Draws it.
   *
   * @param values in the order of time; null where there is none, which leaves a gap
   */
  static byte[] png(List<Double> values) {
    int width = WIDTH * SCALE;
    int height = HEIGHT * SCALE;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(LINE);
    g.setStroke(new BasicStroke(SCALE * 1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double most = values.stream().filter(v -> v != null).mapToDouble(v -> v).max().orElse(0);
    double step = values.size() < 2 ? 0 : (width - 2.0 * MARGIN) / (values.size() - 1);
    Path2D line = new Path2D.Double();
    boolean down = false;
    for (int i = 0; i < values.size(); i++) {
      Double value = values.get(i);
      if (value == null) {
        down = false;
        continue;
      }
      double x = MARGIN + i * step;
      double y = height - MARGIN - (most == 0 ? 0 : value / most * (height - 2.0 * MARGIN));
      if (down) {
        line.lineTo(x, y);
      } else {
        line.moveTo(x, y);
        // A value between two gaps would have no line.
        g.fill(new Ellipse2D.Double(x - 1, y - 1, 2, 2));
      }
      down = true;
    }
    g.draw(line);
    g.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return png.toByteArray();
  }
}
