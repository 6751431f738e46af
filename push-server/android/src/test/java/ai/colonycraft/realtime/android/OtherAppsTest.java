package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlertDialog;
import android.app.Application;
import android.content.Intent;
import android.content.pm.ApplicationInfo;
import android.content.pm.ComponentInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.net.Uri;
import android.os.Looper;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowAlertDialog;

/** What other apps and pages can reach of the app, and what they get by it. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class OtherAppsTest {

  private final Application app = RuntimeEnvironment.getApplication();
  private final Memory memory = new Memory(app);

  @Test
  public void onlyTheLauncherAndTheSignInLinkAreExported() throws Exception {
    PackageInfo info =
        app.getPackageManager()
            .getPackageInfo(
                app.getPackageName(),
                PackageManager.GET_ACTIVITIES
                    | PackageManager.GET_SERVICES
                    | PackageManager.GET_RECEIVERS
                    | PackageManager.GET_PROVIDERS);
    assertThat(info.providers).isNull();
    Stream<ComponentInfo> all =
        Stream.of(info.activities, info.services, info.receivers).flatMap(Arrays::stream);
    assertThat(all.filter(one -> one.exported).map(one -> one.name))
        .containsExactlyInAnyOrder(
            LauncherActivity.class.getName(), SignInActivity.class.getName());
    assertThat(Arrays.stream(info.services).map(one -> one.name))
        .containsExactly(AlertService.class.getName());
    assertThat(info.applicationInfo.flags & ApplicationInfo.FLAG_ALLOW_BACKUP).isZero();
  }

  @Test
  public void theLauncherIgnoresWhatAHostileIntentSays() {
    memory.signIn(Account.of("https://push.example.com", "a.b.c"));
    Intent hostile =
        new Intent(app, LauncherActivity.class)
            .setData(Uri.parse("https://evil.example.com"))
            .putExtra("incident", "../../evil");

    Robolectric.buildActivity(LauncherActivity.class, hostile).create();

    Intent started = shadowOf(app).getNextStartedActivity();
    assertThat(started.getComponent().getClassName()).isEqualTo(PagesActivity.class.getName());
    assertThat(started.getData()).isNull();
    assertThat(started.getExtras()).isNull();
  }

  @Test
  public void aLinkChangesNothingBeforeThePersonHasAgreed() {
    Intent link =
        new Intent(
            Intent.ACTION_VIEW,
            Uri.parse("colonycraft://sign-in?server=https%3A%2F%2Fpush.example.com&token=a.b.c"));

    Robolectric.buildActivity(SignInActivity.class, link).create();

    assertThat(memory.account()).isEmpty();
    AlertDialog dialog = ShadowAlertDialog.getLatestAlertDialog();
    assertThat(shadowOf(dialog).getMessage().toString()).contains("https://push.example.com");

    dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick();
    shadowOf(Looper.getMainLooper()).idle();

    assertThat(memory.account().orElseThrow().token()).isEqualTo("a.b.c");
    assertThat(shadowOf(app).getNextStartedService().getComponent().getClassName())
        .isEqualTo(AlertService.class.getName());
  }

  @Test
  public void aHostileLinkOffersNoAccount() {
    List.of(
            "colonycraft://sign-in",
            "colonycraft:sign-in",
            "colonycraft://sign-in?server=http%3A%2F%2Fpush.example.com",
            "colonycraft://sign-in?server=https%3A%2F%2Fgood.example.com%40evil.example.com",
            "colonycraft://sign-in?server=javascript%3Aalert(1)",
            "colonycraft://sign-in?server=file%3A%2F%2F%2Fdata",
            "colonycraft://sign-in?server=https%3A%2F%2Fa.example.com%2Fpath%3Fq",
            "colonycraft://sign-in?server=https%3A%2F%2Fa.example.com&token=a%0Ab")
        .forEach(
            link ->
                assertThat(
                        SignInActivity.accountOf(new Intent(Intent.ACTION_VIEW, Uri.parse(link))))
                    .as(link)
                    .isEmpty());
  }

  @Test
  public void plainHttpIsForThePhoneItselfAlone() {
    assertThat(Account.of("http://localhost:8080", "").server())
        .hasToString("http://localhost:8080");
    assertThatThrownBy(() -> Account.of("http://10.0.0.1", "")).hasMessageContaining("https");
  }

  @Test
  public void theTokenIsWrittenNowhereButToItsServer() {
    Account account = Account.of("https://push.example.com", "secret");
    assertThat(account.toString()).doesNotContain("secret");
    assertThat(account.owns("https://push.example.com:443/incidents/1")).isTrue();
    assertThat(account.owns("https://push.example.com.evil.example.com/")).isFalse();
    assertThat(account.owns("http://push.example.com/")).isFalse();
  }
}
