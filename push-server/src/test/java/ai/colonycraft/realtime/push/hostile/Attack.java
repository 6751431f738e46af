package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What hostile clients do, each at least ten times beyond the bound that it is about. */
enum Attack {
  /** 100 silences of 14 KB each, and 50 sockets that do not read of them. */
  SILENCES {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 50; i++) {
        attackers.deaf(i).upgrade("/notifications/stream").text("{\"action\":\"subscribe\"}");
      }
      String labels =
          IntStream.range(0, 16)
              .mapToObj(label -> "\"l%d\":\"%s\"".formatted(label, "x".repeat(490)))
              .collect(Collectors.joining(","));
      for (int i = 0; i < 100; i++) {
        attackers.post(
            i,
            "/api/actions/silence",
            "{\"labels\":{%s},\"minutes\":5,\"reason\":\"%s\"}"
                .formatted(labels, "\u00e9".repeat(500)));
      }
    }
  },

  /** 30,000 acts about 10,000 notifications, 200 a request. */
  ACTS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 150; i++) {
        int from = i * 200;
        String ids =
            IntStream.range(from, from + 200)
                .mapToObj(n -> "\"n" + n % AttackedServer.NOTIFICATIONS + "\"")
                .collect(Collectors.joining(","));
        String text = "\u00e9".repeat(200);
        attackers.post(
            i,
            "/api/actions/assign",
            "{\"ids\":[%s],\"by\":\"%s\",\"to\":\"%s\",\"note\":\"%s\"}"
                .formatted(ids, text, text, text));
      }
    }
  },

  /** 30 requests with 1,500 alerts each. */
  ALERTS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 30; i++) {
        int request = i;
        String alerts =
            IntStream.range(0, 1_500)
                .mapToObj(
                    a ->
                        "{\"status\":\"firing\",\"fingerprint\":\"f%d-%d\",\"startsAt\":\"2026-01-01T00:00:00Z\",\"labels\":{\"alertname\":\"a\",\"service\":\"s%d\"},\"annotations\":{\"summary\":\"%s\"}}"
                            .formatted(request, a, a % 7, "x".repeat(200)))
                .collect(Collectors.joining(","));
        attackers.post(i, "/api/alerts", "{\"version\":\"4\",\"alerts\":[" + alerts + "]}");
      }
    }
  },

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

  /** 600 lists of 1 MB that are not read. */
  UNREAD_LISTS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 600; i++) {
        attackers.deaf(i).get("/api/notifications?limit=1000&since=" + i);
      }
    }
  },

  /** 600 lists of incidents with their groups and silences that are not read. */
  UNREAD_INCIDENTS {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 600; i++) {
        attackers.deaf(i).get("/api/incidents?state=all&limit=" + (1_000 - i % 5));
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
          if (i % 2 == 0) {
            client.send("GET / HTTP/1.1\r\nHost: bad host:" + i + "\r\n\r\n");
          } else {
            client.post("/api/alerts", "{\"version\":\"9" + FORGED + "\",\"alerts\":[]}");
          }
          client.head();
        } catch (IOException e) {
          // It was closed without an answer; the next one is sent all the same.
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
  },

  /** 2,000 tokens whose type, key and algorithm would each be a line of the log. */
  TOKENS(true) {
    @Override
    void begin(Attackers attackers) throws IOException {
      List<String> heads =
          List.of(
              "{\"alg\":\"HS256\",\"typ\":\"x" + FORGED + "\"}",
              "{\"alg\":\"HS256\",\"kid\":\"x" + FORGED + "\"}",
              "{\"alg\":\"x" + FORGED + "\"}",
              "x" + FORGED);
      for (int i = 0; i < 2_000; i++) {
        try (RawClient client = attackers.withToken(i, token(heads.get(i % heads.size())))) {
          client.get("/api/metrics");
          client.head();
        }
      }
    }

    private String token(String head) {
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      String claims =
          base64.encodeToString(("{\"iss\":\"" + FORGED + "\"}").getBytes(StandardCharsets.UTF_8));
      return base64.encodeToString(head.getBytes(StandardCharsets.UTF_8)) + "." + claims + ".AAAA";
    }
  },

  /** 1,500 event streams that are not read, each from a /64 of its own in one /48. */
  STREAMS_OF_A_NETWORK(true) {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 1_500; i++) {
        attackers.streamOfANetwork(i);
      }
    }
  },

  /** 16,000 requests as fast as they go, each from a /64 of its own in one /48. */
  REQUESTS_OF_A_NETWORK(true) {
    @Override
    void begin(Attackers attackers) throws IOException {
      for (int i = 0; i < 320; i++) {
        try (RawClient proxy = attackers.apart(0)) {
          for (int j = 0; j < 50; j++) {
            proxy.send(attackers.requestOfANetwork(i * 50 + j));
          }
          proxy.answers(50);
        } catch (IOException e) {
          // It was closed at the first one that was refused.
        }
      }
    }
  };

  /** What would begin a line of its own in a log, as JSON has it. */
  private static final String FORGED = "\\n" + HostileClients.FORGED_LINE + "\\n";

  private final boolean behindProxy;

  Attack() {
    this(false);
  }

  Attack(boolean behindProxy) {
    this.behindProxy = behindProxy;
  }

  /** Those that come through a proxy, or those that do not. */
  static List<Attack> all(boolean behindProxy) {
    return Arrays.stream(values()).filter(a -> a.behindProxy == behindProxy).toList();
  }

  /** Opens its connections and begins. */
  abstract void begin(Attackers attackers) throws IOException;

  /** Goes on, several times a second. */
  void goOn(Attackers attackers) {}

  /** The connections of an attack, 200 from one address. */
  static final class Attackers implements AutoCloseable {
    private static final int OF_AN_ADDRESS = 200;
    private static final int FIRST_GROUP = 100;
    private static final int MANY = 9;
    private static final int NETWORK = 0xbad;

    private final Door door;
    private final int group;
    private final List<RawClient> open = new ArrayList<>();

    /** Each attack has addresses of its own, since those of another may still be charged. */
    Attackers(Door door, Attack attack) {
      this.door = door;
      this.group = FIRST_GROUP + attack.ordinal();
    }

    RawClient deaf(int number) throws IOException {
      return keep(door.deaf(group, number / OF_AN_ADDRESS));
    }

    RawClient reader(int number) throws IOException {
      return keep(door.reader(group, number / OF_AN_ADDRESS));
    }

    /** A connection from an address of its own, which the caller closes. */
    RawClient apart(int number) throws IOException {
      return door.reader(MANY, number);
    }

    /** A request from an address of its own, whatever the answer. */
    void post(int number, String path, String body) throws IOException {
      try (RawClient client = apart(number)) {
        client.post(path, body);
        client.head();
      }
    }

    /** A connection with a token of its own, which the caller closes. */
    RawClient withToken(int number, String token) throws IOException {
      return new Door(door.port(), token, door.behindProxy()).reader(MANY, number);
    }

    /** Opens a stream from a /64 of its own in one /48, and reads none of it but the answer. */
    void streamOfANetwork(int number) throws IOException {
      RawClient client = door.deaf(NETWORK, number);
      client.get("/sse/metrics?metric=*&node=*");
      if (client.head().contains(" 200 ")) {
        keep(client);
      } else {
        client.close(); // As a proxy does with those that it no longer needs.
      }
    }

    String requestOfANetwork(int number) {
      return "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
          + door.headers(NETWORK, number)
          + "\r\n";
    }

    void sendAll(String text) {
      open.removeIf(
          client -> {
            try {
              client.send(text);
              return false;
            } catch (IOException e) {
              client.close();
              return true;
            }
          });
    }

    private RawClient keep(RawClient client) {
      open.add(client);
      return client;
    }

    @Override
    public void close() {
      open.forEach(RawClient::close);
    }
  }
}
