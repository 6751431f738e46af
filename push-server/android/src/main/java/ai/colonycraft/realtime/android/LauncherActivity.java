package ai.colonycraft.realtime.android;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/**
 * What the icon opens: the pages, or how to sign in. Other apps can start it, so it reads nothing
 * of its intent.
 */
public final class LauncherActivity extends Activity {

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    boolean signedIn = new Memory(this).account().isPresent();
    if (signedIn) {
      AlertService.start(this);
    }
    startActivity(new Intent(this, signedIn ? PagesActivity.class : SetupActivity.class));
    finish();
  }
}
