package ai.colonycraft.realtime.push.reach.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.PushConfig;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints get requests. */
class EndpointsTest {

  private final Endpoints endpoints = new Endpoints(PushConfig.read().webPush());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com:443/x",
        "https://WNS2-BY3P.notify.windows.com/w/?token=x",
      })
  void takesKnownServices(String endpoint) throws Exception {
    assertThat(endpoints.check(endpoint)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://evilfcm.googleapis.com.org/x",
        "https://notfcm.googleapis.com@169.254.169.254/x",
        "https://xfcm-googleapis.com/x",
        "https://169.254.169.254/latest?x=.google.com/",
        "https://169.254.169.254/#.fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x#y",
        "https://[::1]/x",
        "http://127.0.0.1:8080/x",
        "https:fcm.googleapis.com",
        "//fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://fcm.googleapis.com./x",
        "not an address",
        "",
      })
  void refusesEverythingElse(String endpoint) {
    assertThatThrownBy(() -> endpoints.check(endpoint))
        .isInstanceOf(Endpoints.RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true",
    "2001:4860:4860::8888, true",
    "127.0.0.1, false",
    "10.1.2.3, false",
    "172.16.0.1, false",
    "192.168.1.1, false",
    "169.254.169.254, false",
    "100.64.0.1, false",
    "0.0.0.0, false",
    "224.0.0.1, false",
    "255.255.255.255, false",
    "198.18.0.1, false",
    "::1, false",
    "::, false",
    "fe80::1, false",
    "fd00::1, false",
    "64:ff9b::a00:1, false",
    "2002:a00:1::, false",
    "::ffff:10.0.0.1, false",
  })
  void knowsPublicAddresses(String address, boolean isPublic) throws Exception {
    assertThat(Endpoints.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
  }

  @Test
  void localServicesAreForTestsOnLoopbackAlone() {
    assertThatThrownBy(
            () ->
                PushConfig.read(
                    "--http.host",
                    "0.0.0.0",
                    "--http.behind-proxy",
                    "tls-and-authentication",
                    "--webpush.test-only-local-services",
                    "true"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("webpush.test-only-local-services: expected false");
  }

  @Test
  void aKeyFileNeedsASubject() {
    assertThatThrownBy(() -> PushConfig.read("--webpush.key-file", "x"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("webpush.subject: expected mailto: or https:");
  }
}
