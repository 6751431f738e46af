package ai.colonycraft.realtime.android;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A real HTTP server that speaks the documented contract of {@code /sse/notifications}, as a test
 * says, where the real push server can't be made to break off or to refuse.
 */
final class TestServer implements AutoCloseable {

  /** A stream that a client holds. */
  final class Stream {
    final String lastEventId;
    final String authorization;
    private final HttpExchange exchange;

    private Stream(HttpExchange exchange) {
      this.exchange = exchange;
      lastEventId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
      authorization = exchange.getRequestHeaders().getFirst("Authorization");
    }

    void send(String id, String type, String data) throws IOException {
      String text =
          (id == null ? "" : "id: " + id + "\n")
              + (type == null ? "" : "event: " + type + "\n")
              + ("data: " + data + "\n\n");
      OutputStream out = exchange.getResponseBody();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    void end() {
      exchange.close();
    }
  }

  final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
  final Map<String, String> answers = new ConcurrentHashMap<>();
  volatile int status = 200;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  TestServer() throws IOException {
    answers.put("/api/notifications", "{\"notifications\":[]}");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (exchange.getRequestMethod().equals("POST")) {
      exchange.getRequestBody().readAllBytes();
      send(exchange, "{}");
      posts.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    } else if (path.equals("/sse/notifications") && status == 200) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      streams.add(new Stream(exchange));
    } else {
      send(exchange, answers.getOrDefault(path, "{}"));
    }
  }

  private void send(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
