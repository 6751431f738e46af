package ai.colonycraft.realtime.push.reach.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Notice.Kind;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.people.Person;
import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incidents by mail, as a mail server gets them. */
class MailWayTest {

  private static final Person ADA =
      Posts.person("ada", "ada@people.example", "Europe/Berlin", "en");

  private GreenMail server;
  private Mailer mailer;
  private MailWay way;

  @BeforeEach
  void start() {
    server = Posts.server();
    mailer = new Mailer(Posts.config(server.getSmtp().getPort()), Clock.systemUTC());
    way = mailer.way();
  }

  @AfterEach
  void stop() {
    mailer.close();
    server.stop();
  }

  private Outcome send(Notice notice, Person person) {
    return way.send(notice, person).toCompletableFuture().join();
  }

  @Test
  void anIncidentIsOneThreadFromItsBeginToItsEnd() throws Exception {
    String title = "api fails";
    assertThat(send(Posts.notice(Kind.OPENED, "inc/1", title, null), ADA))
        .isEqualTo(Outcome.accepted());
    send(Posts.notice(Kind.ESCALATED, "inc/1", title, null), ADA);
    send(Posts.notice(Kind.RESOLVED, "inc/1", title, 1_795_748_705_000L), ADA);

    MimeMessage[] mails = server.getReceivedMessages();
    assertThat(mails).hasSize(3);
    String root = mails[0].getMessageID();
    assertThat(root).endsWith("@colony.example>");
    assertThat(mails[0].getHeader("References")).isNull();
    for (MimeMessage later : List.of(mails[1], mails[2])) {
      assertThat(later.getHeader("References")).containsExactly(root);
      assertThat(later.getHeader("In-Reply-To")).containsExactly(root);
      assertThat(later.getSubject()).isEqualTo("Re: [critical] api fails");
      assertThat(later.getMessageID()).isNotEqualTo(root);
    }
    assertThat(mails[0].getSubject()).isEqualTo("[critical] api fails");
    assertThat(Stream.of(mails).map(Object::toString)).doesNotHaveDuplicates();
    assertThat(mails[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(Posts.part(mails[2].getContent(), "text/plain"))
        .contains("Resolved: api fails")
        .contains("Since 2026-11-27 04:04:05 CET")
        .contains("Ended 2026-11-27 ")
        .contains("https://pages.example/notifications?id=inc%2F1");
    assertThat(Posts.part(mails[0].getContent(), "text/html"))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>");
  }

  @Test
  void aRepeatBearsTheSameMessageId() throws Exception {
    send(Posts.notice(Kind.OPENED, "inc", "again", null), ADA);
    send(Posts.notice(Kind.OPENED, "inc", "again", null), ADA);

    MimeMessage[] mails = server.getReceivedMessages();
    assertThat(mails[0].getMessageID()).isEqualTo(mails[1].getMessageID());
  }

  @Test
  void noTextOfAnIncidentBecomesAHeader() throws Exception {
    String title = "evil\r\nBcc: all@people.example\r\n\r\n<b>body</b>\u2028\ud800 ünï 🔥";

    assertThat(send(Posts.notice(Kind.OPENED, "inc\r\nX-Evil: 1", title, null), ADA).status())
        .isEqualTo(Outcome.Status.ACCEPTED);

    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getHeader("X-Evil")).isNull();
    assertThat(mail.getAllRecipients()).hasSize(1);
    assertThat(mail.getSubject())
        .isEqualTo("[critical] evil Bcc: all@people.example <b>body</b> \ufffd ünï 🔥");
    assertThat(Posts.part(mail.getContent(), "text/html"))
        .contains("&lt;b&gt;body&lt;/b&gt; \ufffd ünï 🔥");
  }

  @Test
  void speaksTheLanguageOfThePerson() throws Exception {
    send(
        Posts.notice(Kind.OPENED, "inc", "api", null),
        Posts.person("bea", "bea@people.example", "UTC", "de"));

    assertThat(Posts.part(server.getReceivedMessages()[0].getContent(), "text/plain"))
        .startsWith("Neu: api");
  }

  @Test
  void aServerThatIsAwayIsTriedLater() {
    server.stop();

    Outcome outcome = send(Posts.notice(Kind.OPENED, "inc", "api", null), ADA);

    assertThat(outcome.status()).isEqualTo(Outcome.Status.LATER);
    assertThat(outcome.retryAfter()).isPositive();
    assertThat(outcome.detail()).containsIgnoringCase("connect");
  }

  @Test
  void oneBadRecipientHarmsNoOther() throws Exception {
    try (RefusingSmtp refusing = RefusingSmtp.start();
        Mailer other = new Mailer(Posts.config(refusing.port()), Clock.systemUTC())) {
      Notice notice = Posts.notice(Kind.OPENED, "inc", "api", null);
      List<Outcome> outcomes =
          Stream.of("gone", "busy", "ada", "silent", "bea")
              .map(name -> Posts.person(name, name + "@people.example", "UTC", "en"))
              .map(person -> other.way().send(notice, person).toCompletableFuture())
              .toList()
              .stream()
              .map(outcome -> outcome.join())
              .toList();

      assertThat(outcomes)
          .extracting(Outcome::status)
          .containsExactly(
              Outcome.Status.REFUSED,
              Outcome.Status.LATER,
              Outcome.Status.ACCEPTED,
              Outcome.Status.LATER,
              Outcome.Status.ACCEPTED);
      assertThat(outcomes.get(0).detail()).contains("550");
      assertThat(outcomes.get(1).retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }
  }

  /** More at once than a slow server takes until outcomes are wanted. */
  @Test
  void noMailIsAcceptedThatIsToBeSentAgain() throws Exception {
    try (RefusingSmtp slow = RefusingSmtp.start()) {
      List<Outcome> outcomes;
      try (Mailer other = new Mailer(Posts.config(slow.port()), Clock.systemUTC())) {
        Notice notice = Posts.notice(Kind.OPENED, "inc", "api", null);
        Person person = Posts.person("slow", "slow@people.example", "UTC", "en");
        outcomes =
            Stream.generate(() -> other.way().send(notice, person).toCompletableFuture())
                .limit(64)
                .toList()
                .stream()
                .map(outcome -> outcome.join())
                .toList();
      }
      long accepted = outcomes.stream().filter(o -> o.status() == Outcome.Status.ACCEPTED).count();

      assertThat(accepted).isBetween(1L, 63L).isEqualTo(slow.taken());
    }
  }

  @Test
  void reachesThoseWithAnAddressAndSendsNoAcknowledgements() {
    assertThat(way.reaches(ADA)).isTrue();
    assertThat(way.reaches(Person.of("bob"))).isFalse();
    assertThat(way.takes(Kind.HANDLED)).isFalse();
    assertThat(way.takes(Kind.RESOLVED)).isTrue();
  }
}
