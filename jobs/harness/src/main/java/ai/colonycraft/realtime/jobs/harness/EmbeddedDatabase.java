package ai.colonycraft.realtime.jobs.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server as a process of its own, with its data in a folder. It listens on loopback,
 * and everybody on this machine may log in as any user. It may be started by root.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SUPERUSER = "postgres";

  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private EmbeddedDatabase(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
    this.port = server.getPort();
  }

  /**
   * Starts the server, with what the folder holds or with an empty database.
   *
   * @param dir where data and the server's files go
   * @param port to listen on, or 0 for any
   * @throws UncheckedIOException if it does not start
   */
  public static EmbeddedDatabase start(Path dir, int port) {
    Path data = dir.resolve("data");
    return new EmbeddedDatabase(data, open(dir, data, port));
  }

  private static EmbeddedPostgres open(Path dir, Path data, int port) {
    try {
      Files.createDirectories(dir);
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPGStartupWait(PATIENCE)
              .setServerConfig("timezone", "UTC")
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setPort(Ports.orFree(port));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no PostgreSQL could be started: " + e.getMessage(), e);
    }
  }

  /** JDBC URL of the database {@code postgres}; user and password are not part of it. */
  public String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  /** Who owns everything, and needs no password. */
  public String superuser() {
    return SUPERUSER;
  }

  /** Ends all processes of the server at once, as a power cut does. */
  public void kill() {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      ProcessHandle postmaster =
          ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("no process " + pid));
      CompletableFuture<?> ended =
          CompletableFuture.allOf(
              java.util.stream.Stream.concat(
                      java.util.stream.Stream.of(postmaster), postmaster.descendants())
                  .map(
                      process -> {
                        process.destroyForcibly();
                        return process.onExit();
                      })
                  .toArray(CompletableFuture[]::new));
      ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while killing PostgreSQL", e);
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL could not be killed: " + e, e);
    }
  }

  /** Starts the server again on the same port, with the data that it had. */
  public void restart() {
    close();
    server = open(data.getParent(), data, port);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be stopped", e);
    }
  }
}
