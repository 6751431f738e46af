package ai.colonycraft.realtime.push.transport.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1:443, 192.0.2.1",
    "192.0.2.1:50001, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "[::ffff:192.0.2.1]:443, 192.0.2.1",
    "2001:db8:1:2::3, 20010db800010002/64",
    "2001:DB8:1:2:a:b:c:d, 20010db800010002/64",
    "[2001:db8:1:2::3], 20010db800010002/64",
    "[2001:db8:1:2::4]:50001, 20010db800010002/64",
    "[2001:db8:1:3::4]:50001, 20010db800010003/64"
  })
  void readsAnAddressWithOrWithoutItsPort(String forwarded, String counted) {
    assertThat(ClientAddress.of(forwarded)).contains(counted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "_hidden",
        "example.com",
        "999.0.2.1",
        "1.2.3",
        "192.0.2.1:",
        ":::1:::",
        "192.0.2.1:443:1",
        "[192.0.2.1]",
        "[2001:db8::1",
        "2001:db8::1]:1",
        "[2001:db8::1]:x"
      })
  void takesNothingElseForAnAddress(String forwarded) {
    assertThat(ClientAddress.of(forwarded)).isEmpty();
  }
}
