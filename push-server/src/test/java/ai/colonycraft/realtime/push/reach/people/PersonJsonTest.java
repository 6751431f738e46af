package ai.colonycraft.realtime.push.reach.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLE = Path.of("src/main/resources/contract/examples/people.json");

  @Test
  void theExampleOfTheContractComesBackAsItWas() throws Exception {
    Person read = PersonJson.read(Files.readAllBytes(EXAMPLE));

    assertThat(JSON.readTree(PersonJson.record(read)))
        .isEqualTo(JSON.readTree(Files.readAllBytes(EXAMPLE)));
    assertThat(PersonJson.read(PersonJson.record(read))).isEqualTo(read);
  }

  @Test
  void aNewPersonComesBackAsTheyWere() {
    assertThat(PersonJson.read(PersonJson.record(Person.of("ada")))).isEqualTo(Person.of("ada"));
  }

  @Test
  void loneSurrogatesAreMadeWellFormed() {
    Person person = PersonJson.changed(Person.of("ada"), utf8("{\"name\":\"x\\ud800y\"}"));

    assertThat(person.name()).isEqualTo("x\ufffdy");
  }

  @Test
  void whatARequestDoesNotNameStays() {
    Person first =
        PersonJson.changed(
            Person.of("ada"),
            utf8("{\"mail\":\"ada@example.org\",\"preferences\":{\"zone\":\"Europe/Berlin\"}}"));

    Person second = PersonJson.changed(first, utf8("{\"preferences\":{\"language\":\"de\"}}"));

    assertThat(second.mail()).isEqualTo("ada@example.org");
    assertThat(second.preferences().zone().getId()).isEqualTo("Europe/Berlin");
    assertThat(second.preferences().language()).isEqualTo("de");
  }

  @Test
  void aSubscriptionThatIsSentAgainIsTheSameDevice() {
    byte[] body = utf8(subscription("https://push.example.org/1"));

    Person person =
        Person.of("ada").with(PersonJson.device(body, 1)).with(PersonJson.device(body, 2));

    assertThat(person.devices()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":7}                                        | name: expected a text
          []                                                | expected a JSON object
          {"mail":"ada"}                                    | mail: expected an address
          {"mail":"ada@example.org\\r\\nBcc: x@example.org"} | mail: expected an address
          {"preferences":[]}                                | preferences: expected an object
          {"preferences":{"severities":["fatal"]}}          | preferences.severities: expected critical, warning
          {"preferences":{"ways":["fax"]}}                  | preferences.ways: expected
          {"preferences":{"services":[1]}}                  | preferences.services: expected an array of texts
          {"preferences":{"services":[" "]}}                | preferences.services: expected a text
          {"preferences":{"zone":"Mars/North"}}             | preferences.zone: expected a time zone
          {"preferences":{"language":"xx"}}                 | preferences.language: expected de, en
          {"preferences":{"quietHours":{"from":"25:00"}}}   | quietHours.from: expected a time
          {"preferences":{"digests":{"daily":true,"weekly":"someday","at":"08:00"}}} | digests.weekly: expected a day
          {"preferences":{"digests":{"daily":"yes","at":"08:00"}}} | daily: expected true or false
          """)
  void refusesWhatIsNotOfTheFormAndNamesTheField(String body, String message) {
    assertThatThrownBy(() -> PersonJson.changed(Person.of("ada"), utf8(body)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"kind":"android","id":"a b"}   | devices.id
          {"endpoint":"https://x y/"}     | devices.endpoint
          {"endpoint":"https://x/","keys":{"p256dh":"AA","auth":"AA"}} | devices.p256dh
          {}                              | devices.endpoint
          """)
  void refusesADeviceThatCanNotBeOne(String body, String field) {
    assertThatThrownBy(() -> PersonJson.device(utf8(body), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field);
  }

  private static String subscription(String endpoint) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return "{\"endpoint\":\"%s\",\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"},\"label\":\"x\"}"
        .formatted(
            endpoint, base64.encodeToString(new byte[65]), base64.encodeToString(new byte[16]));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
