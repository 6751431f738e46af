package ai.colonycraft.realtime.push.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a Chromium for the class, in its static field of that type. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(WithChromium.Extension.class)
public @interface WithChromium {

  /** Starts and closes Chromium; skips the class where it is not installed. */
  final class Extension implements BeforeAllCallback, AfterAllCallback {

    private Chromium chromium;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
      chromium = Chromium.start();
      Fields.set(context.getRequiredTestClass(), null, chromium);
    }

    @Override
    public void afterAll(ExtensionContext context) {
      if (chromium != null) {
        chromium.close();
      }
    }
  }
}
