package ai.colonycraft.realtime.push.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every test wait a minute for a condition where it says nothing else: the default of ten
 * seconds fails on a machine that is busy. JUnit finds it by itself in each module that names it in
 * {@code META-INF/services}.
 */
public final class LongWaits implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }
}
