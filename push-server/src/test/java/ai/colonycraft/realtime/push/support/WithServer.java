package ai.colonycraft.realtime.push.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a server with default settings for each test, in the test's field of that type. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(WithServer.Extension.class)
public @interface WithServer {

  /** Starts and closes the server. */
  final class Extension implements BeforeEachCallback, AfterEachCallback {

    private TestTransport server;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
      server = TestTransport.start();
      Fields.set(context.getRequiredTestClass(), context.getRequiredTestInstance(), server);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      server.close();
    }
  }
}
