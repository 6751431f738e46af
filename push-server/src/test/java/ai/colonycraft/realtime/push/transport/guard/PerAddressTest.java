package ai.colonycraft.realtime.push.transport.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerAddressTest {

  @Test
  void howeverManyAddressesTakeWhatTheyCanANewOneFindsAPlace() {
    PerAddress places = new PerAddress(256, 10_000);

    for (int address = 0; address < 1_000; address++) {
      String hostile = "10.0.0." + address;
      while (places.take(hostile)) {
        continue;
      }
    }

    assertThat(places.take("192.0.2.1")).isTrue();
  }

  @Test
  void aNetworkOfIpv6HasSixteenTimesWhatAnAddressHas() {
    PerAddress places = new PerAddress(10, 100_000);

    long taken =
        IntStream.range(0, 1_000)
            .filter(i -> places.take(address("2001:db8:1:" + Integer.toHexString(i) + "::1")))
            .count();

    assertThat(taken).isEqualTo(160);
    assertThat(places.take(address("2001:db8:2::1"))).isTrue();
    assertThat(places.take("192.0.2.1")).isTrue();
  }

  @Test
  void whatIsGivenBackIsForgotten() {
    PerAddress places = new PerAddress(2, 1_000);
    String address = address("2001:db8::1");
    places.take(address);
    places.hold(address);
    assertThat(places.take(address)).isFalse();

    places.give(address);
    places.give(address);

    assertThat(places.size()).isZero();
    assertThat(places.take(address)).isTrue();
  }

  private static String address(String literal) {
    return ClientAddress.of(new InetSocketAddress(literal, 1));
  }
}
