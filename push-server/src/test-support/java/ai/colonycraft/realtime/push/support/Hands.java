package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a person does to a page: keys, a mouse, fingers, files. */
public final class Hands {

  /** Of Windows' virtual keys, which the protocol asks for. */
  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("Tab", 9),
          Map.entry("Enter", 13),
          Map.entry("Escape", 27),
          Map.entry("ArrowLeft", 37),
          Map.entry("ArrowUp", 38),
          Map.entry("ArrowRight", 39),
          Map.entry("ArrowDown", 40),
          Map.entry("0", 48),
          Map.entry("+", 187),
          Map.entry(",", 188),
          Map.entry("-", 189),
          Map.entry(".", 190));

  private static final int STEPS = 4;
  private static final double STEP_SECONDS = 0.03;

  private final DevTools page;
  private double touchedAt;
  private final BlockingQueue<JsonNode> choosers = new LinkedBlockingQueue<>();

  Hands(DevTools page) {
    this.page = page;
  }

  /** Presses a key by its name in the DOM. */
  public void key(String key) {
    key(key, 0);
  }

  /** Presses Shift and Tab. */
  public void back() {
    key("Tab", 8);
  }

  private void key(String key, int modifiers) {
    for (String type : List.of("keyDown", "keyUp")) {
      page.call(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          CODES.get(key),
          "modifiers",
          modifiers,
          "text",
          key.equals("Enter") && type.equals("keyDown") ? "\r" : "");
    }
  }

  /** Moves the mouse to a point. */
  public void move(double x, double y) {
    mouse("mouseMoved", x, y, 0);
  }

  /** Presses the mouse at one point and releases it at another. */
  public void drag(double fromX, double fromY, double toX, double toY) {
    move(fromX, fromY);
    mouse("mousePressed", fromX, fromY, 1);
    mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2, 1);
    mouse("mouseMoved", toX, toY, 1);
    mouse("mouseReleased", toX, toY, 0);
  }

  private void mouse(String type, double x, double y, int buttons) {
    boolean pressed = type.equals("mousePressed") || type.equals("mouseReleased");
    page.call(
        "Input.dispatchMouseEvent",
        "type",
        type,
        "x",
        x,
        "y",
        y,
        "button",
        pressed || buttons > 0 ? "left" : "none",
        "buttons",
        buttons,
        "clickCount",
        pressed ? 1 : 0);
  }

  /** Touches one point for a moment. */
  public void tap(double x, double y) {
    double now = begin();
    touch("touchStart", now, x, y);
    touch("touchEnd", now + STEP_SECONDS);
  }

  /**
   * Draws a finger from one point to another, as fast as a person does whatever the machine does.
   */
  public void swipe(double fromX, double fromY, double toX, double toY) {
    double now = begin();
    touch("touchStart", now, fromX, fromY);
    for (int step = 1; step <= STEPS; step++) {
      double part = (double) step / STEPS;
      touch(
          "touchMove",
          now + step * STEP_SECONDS,
          fromX + (toX - fromX) * part,
          fromY + (toY - fromY) * part);
    }
    touch("touchEnd", now + (STEPS + 1) * STEP_SECONDS);
  }

  /**
   * The time of the next touch, seconds; half a second after the last, so that both are not one
   * gesture.
   */
  private double begin() {
    await().until(() -> now() >= touchedAt + 0.5);
    touchedAt = now();
    return touchedAt;
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  private void touch(String type, double time, double... at) {
    List<Map<String, Double>> points =
        at.length == 0 ? List.of() : List.of(Map.of("x", at[0], "y", at[1]));
    page.call("Input.dispatchTouchEvent", "type", type, "timestamp", time, "touchPoints", points);
  }

  /** Clicks what opens a file chooser, and chooses a file in it. */
  public void choose(String selector, Path file) throws InterruptedException {
    page.call("Page.setInterceptFileChooserDialog", "enabled", true);
    page.call(
        "Runtime.evaluate",
        "expression",
        "document.querySelector(`%s`).click()".formatted(selector),
        "userGesture",
        true);
    JsonNode chooser = choosers.poll(60, TimeUnit.SECONDS);
    if (chooser == null) {
      throw new AssertionError("nothing asked for a file");
    }
    page.call(
        "DOM.setFileInputFiles",
        "files",
        List.of(file.toString()),
        "backendNodeId",
        chooser.get("backendNodeId"));
  }

  void chooserOpened(JsonNode parameters) {
    choosers.add(parameters);
  }
}
