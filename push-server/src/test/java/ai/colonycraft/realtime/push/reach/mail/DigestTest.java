package ai.colonycraft.realtime.push.reach.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.history.ReportReader;
import ai.colonycraft.realtime.push.publish.KafkaPublisher;
import ai.colonycraft.realtime.push.reach.deliver.DeliveryMetrics;
import ai.colonycraft.realtime.push.reach.deliver.Dispatcher;
import ai.colonycraft.realtime.push.reach.people.Digests;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import ai.colonycraft.realtime.push.support.HistoryTables;
import ai.colonycraft.realtime.push.support.TestBroker;
import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests of a real PostgreSQL, through a real Kafka, at a real mail server. */
class DigestTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final byte[] KEY =
      "a key of the test with 32 letters".getBytes(StandardCharsets.UTF_8);

  /** Half past eight in Berlin. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-10-26T07:30:00Z"), ZoneOffset.UTC);

  /** Begins there and runs, so that what failed is tried again. */
  private static final Clock RUNNING =
      Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), CLOCK.instant()));

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir static Path dir;
  private static HistoryTables tables;
  private static TestBroker broker;
  private static ReportReader reports;

  @BeforeAll
  static void start() throws Exception {
    tables = HistoryTables.start(dir);
    tables.report(report("2026-10-25", 25, 90_000, 900));
    tables.report(report("2026-10-24", 24, 86_400, 86));
    tables.report(report("2026-10-18", 24, 43_200, 0).replaceAll("\"tokens\":\\d+,", ""));
    long begin = Instant.parse("2026-10-25T01:00:00Z").toEpochMilli();
    tables.put(
        "incidents",
        List.of(
            "{\"id\":\"i-1\",\"type\":\"critical\",\"title\":\"api fails <b>\",\"source\":\"r\",\"state\":\"resolved\",\"timestamp\":%d,\"resolvedAt\":%d}"
                .formatted(begin, begin + 5_400_000),
            "{\"id\":\"i-2\",\"type\":\"warning\",\"title\":\"web is slow\",\"source\":\"r\",\"state\":\"open\",\"timestamp\":%d}"
                .formatted(begin)));
    broker = new TestBroker().start();
    reports = new ReportReader(PushConfig.read("--history.url", tables.url()).history());
  }

  @AfterAll
  static void stop() throws Exception {
    reports.close();
    broker.close();
    tables.close();
  }

  /** Of a day in Berlin, with as many hours; the series has one of them each. */
  private static String report(String day, int hours, long requests, long errors) {
    long start = LocalDate.parse(day).atStartOfDay(BERLIN).toEpochSecond();
    String numbers =
        "\"requests\":%d,\"errors\":%d,\"p50\":0.05,\"p95\":0.4,\"p99\":1.25,\"apdex\":0.953";
    String series =
        IntStream.range(0, hours)
            .mapToObj(
                i ->
                    "{\"start\":%d,\"seconds\":3600,\"events\":%d,\"users\":%d,\"tokens\":%d,%s}"
                        .formatted(
                            start + i * 3600L,
                            100 + i,
                            10 + i * i % 17,
                            4 * requests / hours,
                            numbers.formatted(requests / hours, errors / hours)))
            .collect(Collectors.joining(","));
    return "{\"kind\":\"day\",\"zone\":\"Europe/Berlin\",\"day\":\"%s\",\"start\":%d,\"until\":%d,\"figures\":{\"seconds\":%d,\"windows\":%d,\"windowsExpected\":%d,\"events\":5000,\"users\":1234,\"colonies\":12,\"tokens\":%d,%s,\"topServices\":[{\"name\":\"api\",%s},{\"name\":\"web & co\",%s}],\"topColonies\":[{\"id\":\"c-1\",\"name\":\"Reef\",\"events\":700},{\"id\":\"c-2\",\"name\":null,\"events\":300}],\"series\":[%s]}}"
        .formatted(
            day,
            start,
            start + hours * 3600L,
            hours * 3600,
            hours * 12 - 3,
            hours * 12,
            4 * requests,
            numbers.formatted(requests, errors),
            numbers.formatted(requests / 2, errors),
            numbers.formatted(requests / 2, 0),
            series);
  }

  private static Digest digest() throws Exception {
    return new DigestReader(reports)
        .read(DigestKind.DAILY, BERLIN, LocalDate.parse("2026-10-26"), CLOCK.instant());
  }

  private static Mail mail(String language) throws Exception {
    return new DigestMail(
            Posts.config(1).url(),
            "watch@colony.example",
            id -> id.equals("i-1") ? Optional.of("Bea") : Optional.empty())
        .of(
            "id-1",
            digest(),
            Posts.person("ada", "ada@people.example", "Europe/Berlin", language),
            "https://pages.example/unsubscribe?person=ada&digest=daily&token=t");
  }

  @Test
  void comparesRatesSinceDaysAreNotOfOneLength() throws Exception {
    Mail mail = mail("en");

    assertThat(mail.subject())
        .isEqualTo("Daily digest, Sunday, October 25, 2026, Europe/Berlin, 25 hours");
    // A request a second on both days; twice as many as a week before.
    assertThat(mail.text())
        .containsPattern("Requests +90,000 +Day before = 0.0\u00a0%, Week before ▲ \\+100.0\u00a0%")
        .containsPattern("Errors +1.00\u00a0% +Day before ▲ \\+0.90\u00a0pp")
        .containsPattern("Apdex +0.953 +Day before = 0.000")
        // Of the week before there is a report of an earlier version, without tokens.
        .containsPattern("Tokens +360,000 +Day before = 0.0\u00a0%, Week before –")
        .containsPattern("Response time p99 +1.25\u00a0s")
        .contains("Based on 297 of 300 windows")
        .contains("[critical] api fails <b> (Sun 02:00, lasted 1 h 30 min, acknowledged by Bea)")
        .contains("[warning] web is slow (Sun 02:00, goes on)")
        .contains(
            "https://pages.example/operations?from=2026-10-24T22:00:00Z&to=2026-10-25T23:00:00Z")
        .contains("No service changed by a tenth.");
  }

  @Test
  void itsHtmlHasNumbersBesideEachPictureAndNothingThatRuns() throws Exception {
    Mail mail = mail("de");

    assertThat(mail.subject()).startsWith("Tagesbericht, Sonntag, 25. Oktober 2026");
    assertThat(mail.html())
        .contains("api fails &lt;b&gt;", "web &amp; co", "alt=\"Nutzer je Stunde: 10, 11, 14")
        .contains("cid:chart-tokens", "alt=\"Tokens je Stunde: 14.400, 14.400")
        .contains("cid:chart-users", "prefers-color-scheme: dark")
        .doesNotContain("<script", "<b></b>", "javascript:");
    assertThat(mail.images()).hasSize(Figure.DRAWN.size());
    mail.images()
        .forEach(
            (id, png) -> {
              assertThat(mail.html()).contains("src=\"cid:" + id + "\"");
              assertThat(png).startsWith(0x89, 'P', 'N', 'G').hasSizeLessThan(10_000);
            });
  }

  @Test
  void writesLargeAmountsShortSinceAPhoneIsNarrow() {
    assertThat(Figure.TOKENS.text(9_999_999.0, Locale.ENGLISH)).isEqualTo("9,999,999");
    assertThat(Figure.TOKENS.text(10_824_000.0, Locale.ENGLISH)).isEqualTo("10.8M");
    assertThat(Figure.TOKENS.text(9_840_000_000.0, Locale.ENGLISH)).isEqualTo("9.8B");
    assertThat(Figure.TOKENS.text(10_824_000.0, Locale.GERMAN)).isEqualTo("10,8\u00a0Mio.");
  }

  @Test
  void unsubscribesInOneClick() throws Exception {
    assertThat(mail("en").headers())
        .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        .containsEntry(
            "List-Unsubscribe",
            "<https://pages.example/unsubscribe?person=ada&digest=daily&token=t>");
  }

  @Test
  void previewWritesAFileAndSendsNothing() throws Exception {
    Path file = dir.resolve("preview.html");

    int code =
        DigestCommand.run(
            new String[] {
              "--preview",
              file.toString(),
              "--digest.zone",
              "Europe/Berlin",
              "--history.url",
              tables.url()
            },
            CLOCK);

    assertThat(code).isZero();
    assertThat(Files.readString(file))
        .contains("data:image/png;base64,", "1,234")
        .doesNotContain("cid:");
    assertThat(
            DigestCommand.run(
                new String[] {"--preview", file.toString(), "--history.url", tables.url()}, CLOCK))
        .as("no reports of UTC")
        .isEqualTo(1);
    assertThat(DigestCommand.run(new String[] {"--preview", file.toString()}, CLOCK)).isEqualTo(2);
  }

  /** Two servers take turns, as in a restart: what was accepted is not sent again. */
  @Test
  void aRestartInTheMiddleOfFiveHundredRepeatsNone() throws Exception {
    broker.createTopic("people", 1);
    broker.createTopic("outbox", 1);
    broker.createTopic("notifications", 4);
    GreenMail server = Posts.server();
    try (KafkaPublisher publisher = KafkaPublisher.start(new KafkaConfig(broker.address()));
        Mailer mailer = new Mailer(Posts.config(server.getSmtp().getPort()), RUNNING)) {
      People people = new People(publisher, "people");
      CompletableFuture.allOf(
              IntStream.range(0, 500)
                  .mapToObj(i -> "p-" + i)
                  .map(id -> people.change(id, before -> daily(id)))
                  .map(change -> change.toCompletableFuture())
                  .toArray(CompletableFuture[]::new))
          .join();

      Dispatcher first = dispatcher(people, mailer, publisher);
      await().atMost(PATIENCE).until(() -> server.getReceivedMessages().length >= 100);
      first.close();
      int before = server.getReceivedMessages().length;
      assertThat(before).isLessThan(500);
      Dispatcher second = dispatcher(people, mailer, publisher);
      await().atMost(PATIENCE).until(() -> ids(server).distinct().count() == 500);
      second.close();

      assertThat(ids(server).toList()).hasSize(500).doesNotHaveDuplicates();
      MimeMessage one = server.getReceivedMessages()[0];
      assertThat(one.getHeader("List-Unsubscribe-Post")).isNotNull();
      assertThat(Posts.part(one.getContent(), "text/plain")).contains("Daily digest");
      assertThat(Posts.part(one.getContent(), "text/html")).contains("cid:chart-users");
    } finally {
      server.stop();
    }
  }

  /** On a Monday, to whoever chose that day. */
  @Test
  void theWeeklyDigestComesOnItsDay() throws Exception {
    broker.createTopic("people-weekly", 1);
    broker.createTopic("outbox-weekly", 1);
    broker.createTopic("notifications-weekly", 1);
    tables.report(
        report("2026-10-19", 168, 604_800, 604)
            .replace("\"kind\":\"day\"", "\"kind\":\"week\"")
            .replace("Europe/Berlin", "UTC"));
    GreenMail server = Posts.server();
    try (KafkaPublisher publisher = KafkaPublisher.start(new KafkaConfig(broker.address()));
        Mailer mailer = new Mailer(Posts.config(server.getSmtp().getPort()), RUNNING)) {
      People people = new People(publisher, "people-weekly");
      for (String id : List.of("monday", "tuesday")) {
        people
            .change(id, before -> weekly(id, DayOfWeek.valueOf(id.toUpperCase(Locale.ROOT))))
            .toCompletableFuture()
            .join();
      }

      Dispatcher dispatcher =
          dispatcher(people, mailer, publisher, "notifications-weekly", "outbox-weekly");
      await().atMost(PATIENCE).until(() -> server.getReceivedMessages().length > 0);
      dispatcher.close();

      assertThat(server.getReceivedMessages()).hasSize(1);
      MimeMessage mail = server.getReceivedMessages()[0];
      assertThat(mail.getAllRecipients()[0]).hasToString("monday@people.example");
      assertThat(mail.getSubject()).startsWith("Weekly digest").contains("UTC");
      assertThat(mail.getHeader("List-Unsubscribe")[0]).contains("digest=weekly");
      assertThat(Posts.part(mail.getContent(), "text/plain")).containsPattern("Requests +604,800");
    } finally {
      server.stop();
    }
  }

  private static Person daily(String id) {
    return person(id, "Europe/Berlin", new Digests(true, Optional.empty(), LocalTime.of(7, 0)));
  }

  private static Person weekly(String id, DayOfWeek day) {
    return person(id, "UTC", new Digests(false, Optional.of(day), LocalTime.of(7, 0)));
  }

  private static Person person(String id, String zone, Digests digests) {
    Person person = Posts.person(id, id + "@people.example", zone, "en");
    Preferences p = person.preferences();
    return person.with(
        new Preferences(
            p.severities(),
            p.services(),
            p.regions(),
            p.quietHours(),
            p.ways(),
            digests,
            p.zone(),
            p.language()));
  }

  private static Dispatcher dispatcher(People people, Mailer mailer, KafkaPublisher publisher) {
    return dispatcher(people, mailer, publisher, "notifications", "outbox");
  }

  private static Dispatcher dispatcher(
      People people, Mailer mailer, KafkaPublisher publisher, String notifications, String outbox) {
    return Dispatcher.start(
        new KafkaConfig(broker.address()),
        notifications,
        outbox,
        List.of(
            new DigestSource(
                people, mailer, reports, new Unsubscribing(KEY, people), id -> Optional.empty())),
        publisher,
        new DeliveryMetrics(),
        RUNNING);
  }

  private static Stream<String> ids(GreenMail server) {
    return Stream.of(server.getReceivedMessages()).map(DigestTest::id);
  }

  private static String id(MimeMessage mail) {
    try {
      return mail.getMessageID();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
