package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What hostile clients do, each at least ten times beyond the bound that it is about. */
enum Attack {
  /** 250 replays of 10 MB that are not read: 2.5 GB, with 32 MiB that may wait. */
  UNREAD_REPLAYS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 250; i++) {
        RawClient client = attackers.deaf(i).upgrade("/notifications/stream");
        client.text("{\"action\":\"subscribe\",\"since\":0}");
      }
    }
  },

  /** 250 lists of 1 MB that are not read. */
  UNREAD_LISTS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 250; i++) {
        attackers.deaf(i).get("/api/notifications?limit=1000&since=" + i);
      }
    }
  },

  /** 250 histories of 200 series that are not read. */
  UNREAD_HISTORIES {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 250; i++) {
        attackers.deaf(i).get("/api/metrics/wide?minutes=60&node=*&step=" + (i % 5 + 1));
      }
    }
  },

  /** 250 flame graphs of 10,000 rows that are not read. */
  UNREAD_FLAME_GRAPHS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 250; i++) {
        attackers.deaf(i).get("/api/flamegraph?minutes=" + (i + 15));
      }
    }
  },

  /** 1,000 event streams that are not read. */
  UNREAD_STREAMS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 1_000; i++) {
        attackers.deaf(i).get("/sse/metrics?metric=*&node=*");
      }
    }
  },

  /** 250 sockets with 100 patterns each, all different, that match everything or nothing. */
  PATTERNS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 250; i++) {
        RawClient client = attackers.reader(i).upgrade("/stream");
        client.head();
        int number = i;
        for (int message = 0; message < 4; message++) {
          int from = 25 * message;
          String patterns =
              IntStream.range(from, from + 25)
                  .mapToObj(p -> pattern(number, p))
                  .collect(Collectors.joining(","));
          client.text(
              "{\"action\":\"subscribe\",\"since\":0,\"subscriptions\":[" + patterns + "]}");
        }
      }
    }

    private String pattern(int client, int number) {
      String metric =
          number % 2 == 0 ? "*".repeat(number / 2 + 1) : "*" + client + "-" + number + "*";
      return "{\"metric\":\"" + metric + "\",\"labels\":{\"node\":\"*\"}}";
    }
  },

  /** 50 sockets with 5,000 messages each, as fast as they go. */
  MESSAGES {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 50; i++) {
        RawClient client = attackers.reader(i).upgrade("/stream");
        client.head();
        try {
          for (int message = 0; message < 5_000; message++) {
            client.text("{\"action\":\"subscribe\",\"metric\":\"wide\",\"since\":0}");
          }
        } catch (IOException e) {
          // It was closed, which is what the limit is for.
        }
      }
    }
  },

  /** 510 bodies of reports that come a byte at a time. */
  DRIPPING_BODIES {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 510; i++) {
        attackers
            .reader(i)
            .send(
                "POST /api/reports HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Content-Length: 60000\r\n\r\n"
                    + "[");
      }
    }

    @Override
    void goOn(Attackers attackers) {
      attackers.sendAll(" ");
    }
  },

  /** 5,000 bad Host headers, and alerts with a line of their own for the log. */
  LOG {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 5_000; i++) {
        try (RawClient client = attackers.apart(i)) {
          String body = "{\"version\":\"9\\n00:00:00 ERROR forged\",\"alerts\":[]}";
          client.send(
              i % 2 == 0
                  ? "GET / HTTP/1.1\r\nHost: bad host:" + i + "\r\n\r\n"
                  : "POST /api/alerts HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Content-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body);
          client.head();
        }
      }
    }
  },

  /** One request from each of 6,000 addresses. */
  ADDRESSES {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 6_000; i++) {
        try (RawClient client = attackers.apart(i)) {
          client.get("/healthz");
          client.head();
        }
      }
    }
  };

  /** Opens its connections and begins. */
  abstract void begin(Attackers attackers) throws IOException;

  /** Goes on, several times a second. */
  void goOn(Attackers attackers) {}

  /** The connections of an attack, 200 from one address. */
  static final class Attackers implements AutoCloseable {
    private static final int OF_AN_ADDRESS = 200;

    private final int port;
    private final List<RawClient> open = new ArrayList<>();
    private int refused;

    Attackers(int port) {
      this.port = port;
    }

    RawClient deaf(int number) throws IOException {
      return keep(RawClient.deaf(port, address(number / OF_AN_ADDRESS)));
    }

    RawClient reader(int number) throws IOException {
      return keep(RawClient.reader(port, address(number / OF_AN_ADDRESS)));
    }

    /** A connection from an address of its own, which the caller closes. */
    RawClient apart(int number) throws IOException {
      return RawClient.reader(port, "127.9.%d.%d".formatted(number / 250, number % 250 + 1));
    }

    void sendAll(String text) {
      open.removeIf(
          client -> {
            try {
              client.send(text);
              return false;
            } catch (IOException e) {
              refused++;
              client.close();
              return true;
            }
          });
    }

    /** Connections that the server has closed, as far as sending has shown. */
    int refused() {
      return refused;
    }

    private RawClient keep(RawClient client) {
      open.add(client);
      return client;
    }

    private static String address(int number) {
      return "127.66.0." + (number + 1);
    }

    @Override
    public void close() {
      open.forEach(RawClient::close);
    }
  }
}
