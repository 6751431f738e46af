package ai.colonycraft.realtime.push.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
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

  /** Starts the server, and closes the one that the field has in the end. */
  final class Extension implements BeforeEachCallback, AfterEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
      Fields.set(
          context.getRequiredTestClass(), context.getRequiredTestInstance(), TestTransport.start());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
      // A test may have stopped the first one and started another.
      Fields.get(
              context.getRequiredTestClass(),
              context.getRequiredTestInstance(),
              TestTransport.class)
          .stream()
          .filter(Objects::nonNull)
          .forEach(TestTransport::close);
    }
  }
}
