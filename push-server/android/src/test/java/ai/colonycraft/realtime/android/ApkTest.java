package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;

import com.android.apksig.ApkVerifier;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The APK that is installed. */
class ApkTest {

  private static final long MOST_BYTES = 200 * 1024;

  private final File apk = new File(System.getProperty("android.apk"));

  @Test
  void isSignedForAllVersionsThatItRunsOn() throws Exception {
    ApkVerifier.Result result = new ApkVerifier.Builder(apk).build().verify();

    assertThat(result.getErrors()).isEmpty();
    assertThat(result.isVerified()).isTrue();
    assertThat(result.isVerifiedUsingV2Scheme()).isTrue();
    assertThat(result.isVerifiedUsingV3Scheme()).isTrue();
  }

  @Test
  void saysWhatItIsAndWantsNoMoreThanItNeeds() throws Exception {
    Process aapt2 =
        new ProcessBuilder(System.getProperty("android.aapt2"), "dump", "badging", apk.toString())
            .redirectErrorStream(true)
            .start();
    String badging = new String(aapt2.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(aapt2.waitFor()).as(badging).isZero();
    assertThat(badging)
        .contains("package: name='ai.colonycraft.realtime.android'")
        .containsPattern("(sdkVersion|minSdkVersion):'26'")
        .contains("targetSdkVersion:'35'")
        .contains("launchable-activity: name='ai.colonycraft.realtime.android.LauncherActivity'")
        .doesNotContain("READ_PHONE", "LOCATION", "STORAGE", "CAMERA", "SYSTEM_ALERT_WINDOW");
  }

  @Test
  void isSmall() throws Exception {
    long installed = apk.length();
    try (ZipFile zip = new ZipFile(apk)) {
      // Android keeps the APK, and code that it compiles from the dex of about the same size.
      installed += zip.getEntry("classes.dex").getSize();
    }
    System.out.printf("APK %,d bytes, about %,d installed%n", apk.length(), installed);
    assertThat(installed).isLessThan(MOST_BYTES);
  }
}
