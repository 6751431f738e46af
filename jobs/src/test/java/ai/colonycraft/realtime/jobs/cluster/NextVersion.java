package ai.colonycraft.realtime.jobs.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** A jar that is the next after one: the same with one more job. */
final class NextVersion {

  private static final List<String> CLASSES =
      List.of(NextUserActivityJob.class.getName(), NextUserActivityJob.class.getName() + "$Count");

  private NextVersion() {}

  /** Writes it. */
  static Path of(Path jar, Path next) throws IOException {
    try (JarFile old = new JarFile(jar.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(next))) {
      out.setLevel(1);
      for (JarEntry entry : old.stream().toList()) {
        out.putNextEntry(new JarEntry(entry.getName()));
        try (InputStream in = old.getInputStream(entry)) {
          in.transferTo(out);
        }
      }
      for (String name : CLASSES) {
        String file = name.replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(file));
        try (InputStream in = NextVersion.class.getClassLoader().getResourceAsStream(file)) {
          in.transferTo(out);
        }
      }
    }
    return next;
  }
}
