package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.RecordingWay;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A push server that reaches people by a file, in a process of its own. */
public final class ReachedServer {

  private ReachedServer() {}

  /** Takes the file, and then the settings of the server; prints its port. */
  public static void main(String... args) throws InterruptedException {
    PushServer server =
        PushServer.start(
            PushConfig.read(Arrays.copyOfRange(args, 1, args.length)),
            List.of(new RecordingWay(Path.of(args[0]))));
    System.out.println("port " + server.port());
    Thread.currentThread().join();
  }
}
