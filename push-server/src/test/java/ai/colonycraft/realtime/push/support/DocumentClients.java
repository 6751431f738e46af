package ai.colonycraft.realtime.push.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two client classes that the platform's document shows, word for word but for the address.
 *
 * <p>One is TypeScript. Its types are taken out by deleting them and nothing else, so what runs is
 * what is left of the document's own text. {@code NodeTest} compares this with what Node does,
 * where Node can.
 */
public final class DocumentClients {

  private static final Path METRICS = Path.of("src/test/resources/metric-stream-client.js");
  private static final Path ORDERS = Path.of("src/test/resources/metric-stream-orders.js");
  private static final Path NOTIFICATIONS = Path.of("src/test/resources/notification-service.ts");
  private static final String ADDRESS = "wss://notifications.colonycraft.ai/stream";

  /** What is deleted, in this order; each must be there. */
  private static final List<String> TYPES =
      List.of(
          "(?s)^interface Notification \\{.*?\n\\}\n",
          ": \\(\\(notification: Notification\\) => void\\)\\[\\]",
          ": \\(notification: Notification\\) => void",
          ": WebSocket \\| null",
          ": NotificationService(?=[; ])",
          ": Notification(?=[ )])",
          ": void",
          "\\b(private|public) ");

  private DocumentClients() {}

  /** The class {@code MetricStreamClient}. */
  public static String metrics() throws IOException {
    return Files.readString(METRICS);
  }

  /**
   * The class {@code MetricStreamClient} and {@code runAllOrders}, which runs it once for each
   * order of its calls; {@code silentListeners} has those that have not received the value 7 of
   * their metric, {@code a} or {@code b}.
   */
  public static String metricsInAllOrders(int port) throws IOException {
    return "const streamAddress = 'ws://127.0.0.1:%d/stream';\n".formatted(port)
        + metrics()
        + Files.readString(ORDERS);
  }

  /** The class {@code NotificationService}, which connects to this address. */
  public static String notifications(int port) throws IOException {
    return withoutTypes().replace(ADDRESS, "ws://127.0.0.1:" + port + "/notifications/stream");
  }

  /** The class as it is in the document. */
  public static String typed() throws IOException {
    return Files.readString(NOTIFICATIONS);
  }

  /** The class without its types. */
  public static String withoutTypes() throws IOException {
    String source = typed();
    for (String type : TYPES) {
      String shorter = source.replaceAll(type, "");
      if (shorter.equals(source)) {
        throw new IllegalStateException("nothing is like " + type);
      }
      source = shorter;
    }
    return source;
  }
}
