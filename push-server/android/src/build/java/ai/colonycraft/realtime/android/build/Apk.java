package ai.colonycraft.realtime.android.build;

import com.android.apksig.ApkSigner;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.D8;
import com.android.tools.r8.D8Command;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.OutputMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the signed APK of compiled resources and classes. Without a key store it signs with a key
 * of its own, made at each clean build, with which an installed app can't be updated.
 */
final class Apk {

  private static final int MIN_SDK = 26;
  private static final String OWN_PASSWORD = "android";

  private Apk() {}

  /**
   * Takes the folder with {@code base.apk}, the folder of classes, the jar of the framework, and,
   * if there is a key, a PKCS12 file and a file with its password.
   */
  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[0]);
    Path classes = Path.of(args[1]);
    Path framework = Path.of(args[2]);
    boolean hasKey = args.length > 3 && !args[3].isBlank();
    Path keys = hasKey ? Path.of(args[3]) : ownKeys(out.resolve("debug.p12"));
    String password = hasKey ? Files.readString(Path.of(args[4])).strip() : OWN_PASSWORD;

    compile(classes, framework, out);
    Path unsigned = out.resolve("unsigned.apk");
    Files.copy(out.resolve("base.apk"), unsigned, StandardCopyOption.REPLACE_EXISTING);
    add(out.resolve("classes.dex"), unsigned);
    Path signed = out.resolve("colonycraft.apk");
    sign(unsigned, signed, keys, password);
    System.out.printf(
        "%s: %,d bytes, signed with %s%n",
        signed, Files.size(signed), hasKey ? keys : "a key of this build");
  }

  private static void compile(Path classes, Path framework, Path out) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    D8.run(
        D8Command.builder()
            .setMode(CompilationMode.RELEASE)
            .setMinApiLevel(MIN_SDK)
            .addLibraryResourceProvider(
                JdkClassFileProvider.fromJdkHome(Path.of(System.getProperty("java.home"))))
            .addLibraryFiles(framework)
            .addProgramFiles(files)
            .setOutput(out, OutputMode.DexIndexed)
            .build());
  }

  private static void add(Path dex, Path apk) throws IOException {
    Path with = apk.resolveSibling("with-classes.apk");
    try (ZipFile base = new ZipFile(apk.toFile());
        ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(with))) {
      for (ZipEntry entry : base.stream().toList()) {
        // As it was: Android maps its table of resources, which is not compressed.
        ZipEntry copy = new ZipEntry(entry);
        copy.setCompressedSize(-1);
        zip.putNextEntry(copy);
        try (InputStream in = base.getInputStream(entry)) {
          in.transferTo(zip);
        }
      }
      ZipEntry entry = new ZipEntry("classes.dex");
      entry.setTime(0);
      zip.putNextEntry(entry);
      Files.copy(dex, zip);
    }
    Files.move(with, apk, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void sign(Path unsigned, Path signed, Path keys, String password)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password.toCharArray());
    }
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, password.toCharArray());
    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
    ApkSigner.SignerConfig signer =
        new ApkSigner.SignerConfig.Builder("colonycraft", key, List.of(certificate)).build();
    new ApkSigner.Builder(List.of(signer))
        .setInputApk(unsigned.toFile())
        .setOutputApk(signed.toFile())
        .setMinSdkVersion(MIN_SDK)
        .build()
        .sign();
  }

  private static Path ownKeys(Path file) throws IOException, InterruptedException {
    if (!Files.exists(file)) {
      String[] command = {
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keystore",
        file.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        OWN_PASSWORD,
        "-alias",
        "debug",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "10000",
        "-dname",
        "CN=debug"
      };
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException("keytool ended with " + status);
      }
    }
    return file;
  }
}
