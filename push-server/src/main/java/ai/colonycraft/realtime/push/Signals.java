package ai.colonycraft.realtime.push;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first stops in order, the second ends at once. A shutdown hook can't
 * distinguish a second one, and so the JDK's own handlers are replaced, by reflection since they
 * are no public API.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final int OFFSET = 128;

  private Signals() {}

  /**
   * Handles both signals from now on.
   *
   * @param stop run once, at the first signal, on a thread of its own; then the program exits with
   *     128 and the signal's number
   */
  static void handle(Runnable stop) {
    AtomicInteger received = new AtomicInteger();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) ->
              method.getName().equals("handle")
                  ? received(
                      (int) signal.getMethod("getNumber").invoke(arguments[0]), received, stop)
                  : method.invoke(received, arguments);
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      for (String name : new String[] {"TERM", "INT"}) {
        Object named = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
      }
    } catch (ReflectiveOperationException e) {
      LOG.debug("This JVM passes no signals on; a shutdown hook takes the first one", e);
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "push-stop"));
    }
  }

  private static Object received(int number, AtomicInteger received, Runnable stop) {
    if (received.getAndIncrement() > 0) {
      LOG.warn("A second signal came: ending at once");
      Runtime.getRuntime().halt(OFFSET + number);
    }
    Thread stopping =
        new Thread(
            () -> {
              try {
                stop.run();
              } finally {
                System.exit(OFFSET + number);
              }
            },
            "push-stop");
    stopping.start();
    return null;
  }
}
