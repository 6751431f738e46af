package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.reach.people.Digests;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links of mails that end a digest. */
class UnsubscribeApiTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path dir;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    Path key = Files.writeString(dir.resolve("mail.key"), KEY + "\n");
    server = TestTransport.start("--mail.key-file", key.toString());
    server.people.change("ada & bob", person -> digests(person)).toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Person digests(Person person) {
    Preferences p = person.preferences();
    Digests both = new Digests(true, Optional.of(DayOfWeek.MONDAY), LocalTime.of(8, 0));
    return new Person(
        person.id(),
        person.name(),
        "ada@people.example",
        person.devices(),
        new Preferences(
            p.severities(),
            p.services(),
            p.regions(),
            p.quietHours(),
            p.ways(),
            both,
            p.zone(),
            p.language()),
        person.visibility());
  }

  private Digests digests() {
    return server.people.find("ada & bob").orElseThrow().preferences().digests();
  }

  /** As the link of a mail has it; the signature is made apart from the code. */
  private URI link(String digest, String key) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signed =
        mac.doFinal(("/unsubscribe\n" + digest + "\nada & bob").getBytes(StandardCharsets.UTF_8));
    return URI.create(
        "http://127.0.0.1:%d/unsubscribe?person=ada+%%26+bob&digest=%s&token=%s"
            .formatted(
                server.port(),
                digest,
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(signed, 16))));
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** What a mail program sends (RFC 8058, 3.2). */
  private static HttpResponse<String> post(URI uri) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void aPostEndsTheDigestWithoutASessionAndLeavesTheOther() throws Exception {
    assertThat(post(link("daily", KEY)).statusCode()).isEqualTo(200);

    assertThat(digests().daily()).isFalse();
    assertThat(digests().weekly()).contains(DayOfWeek.MONDAY);
    assertThat(post(link("daily", KEY)).statusCode()).as("a second time").isEqualTo(200);
    assertThat(post(link("weekly", KEY)).statusCode()).isEqualTo(200);
    assertThat(digests().weekly()).isEmpty();
  }

  @Test
  void aGetShowsAPageAndEndsNothing() throws Exception {
    HttpResponse<String> page = get(link("daily", KEY));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<form method=\"post\">");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self'");
    assertThat(digests().daily()).isTrue();
  }

  @Test
  void aTokenOfAnotherKeyOrDigestIsRefused() throws Exception {
    String daily = link("daily", KEY).toString();

    assertThat(post(link("daily", KEY + "x")).statusCode()).isEqualTo(403);
    assertThat(post(URI.create(daily.replace("digest=daily", "digest=weekly"))).statusCode())
        .isEqualTo(403);
    assertThat(post(URI.create(daily.replace("person=ada", "person=eve"))).statusCode())
        .isEqualTo(403);
    assertThat(get(URI.create(daily.replaceAll("&token=.*", ""))).statusCode()).isEqualTo(403);
    assertThat(digests().daily()).isTrue();
  }
}
