package ai.colonycraft.realtime.android.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Compiles manifest and resources: {@code base.apk}, and {@code R.java} with their ids. It runs the
 * aapt2 and takes the framework's resources that apktool-lib carries. It also unpacks the classes
 * of {@code monitor.aar}, which Robolectric needs and Maven can't put on a class path.
 */
final class Resources {

  private Resources() {}

  /** Takes the folders of sources, of the result, of generated sources, and of Robolectric. */
  public static void main(String[] folders) throws Exception {
    Path sources = Path.of(folders[0]);
    Path out = Files.createDirectories(Path.of(folders[1]));
    Path generated = Files.createDirectories(Path.of(folders[2]));
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String folder =
        system.contains("win") ? "windows" : system.contains("mac") ? "macosx" : "linux";
    String name = folder.equals("windows") ? "aapt2.exe" : "aapt2";
    Path aapt2 = extract("prebuilt/" + folder + "/" + name, out.resolve(name));
    aapt2.toFile().setExecutable(true);
    Path framework = extract("prebuilt/android-framework.jar", out.resolve("framework.jar"));
    String compiled = out.resolve("resources.zip").toString();
    run(aapt2.toString(), "compile", "--dir", sources.resolve("res").toString(), "-o", compiled);
    run(
        aapt2.toString(),
        "link",
        "-o",
        out.resolve("base.apk").toString(),
        "-I",
        framework.toString(),
        "--manifest",
        sources.resolve("AndroidManifest.xml").toString(),
        "--java",
        generated.toString(),
        compiled);
    Path robolectric = Path.of(folders[3]);
    try (FileSystem aar = FileSystems.newFileSystem(robolectric.resolve("monitor.aar"))) {
      Files.copy(
          aar.getPath("classes.jar"),
          robolectric.resolve("monitor.jar"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path extract(String resource, Path to) throws IOException {
    try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("apktool-lib has no " + resource + ": use its version of the pom");
      }
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command[0] + " " + command[1] + " ended with " + status);
    }
  }
}
