package ai.colonycraft.realtime.android;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The real push server and a real broker, in a process of their own, since Robolectric changes the
 * classes of its own one. Each line that the process reads is a key, a tab and a notification.
 */
final class RealServer implements AutoCloseable {

  private static final String READY = "ready ";

  private final Process process;
  private final PrintWriter records;
  private final String address;

  /** Starts both, the server with some settings more; returns when it listens. */
  RealServer(Path folder, String... settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RealServer.class.getName(),
                folder.toString()));
    command.addAll(List.of(settings));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    records = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the server did not start");
    }
    address = line.substring(READY.length());
  }

  String address() {
    return address;
  }

  /** Writes a notification to Kafka. */
  void publish(String id, String json) {
    records.println(id + '\t' + json);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Takes the folder and then settings; runs until its input ends. */
  public static void main(String[] args) throws Exception {
    Path data = Files.createDirectories(Path.of(args[0]));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        List<NewTopic> topics =
            Stream.of(
                    "notifications", "actions", "live-updates", "activity-feed", "people", "outbox")
                .map(name -> new NewTopic(name, 1, (short) 1))
                .toList();
        admin.createTopics(topics).all().get();
      }
      List<String> settings =
          new ArrayList<>(
              List.of("--kafka.bootstrap.servers", kafka.bootstrapServers(), "--http.port", "0"));
      settings.addAll(List.of(args).subList(1, args.length));
      PushConfig config = PushConfig.read(settings.toArray(String[]::new));
      try (PushServer server = PushServer.start(config);
          KafkaProducer<String, String> producer =
              new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
          BufferedReader in =
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        System.out.println(READY + "http://127.0.0.1:" + server.uri().getPort());
        for (String line; (line = in.readLine()) != null; ) {
          String[] record = line.split("\t", 2);
          producer.send(new ProducerRecord<>("notifications", record[0], record[1])).get();
        }
      }
    }
    System.exit(0);
  }
}
