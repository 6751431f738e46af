package ai.colonycraft.realtime.android;

import android.app.Activity;
import android.app.AlertDialog;
import android.app.NotificationManager;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import java.util.Optional;

/**
 * Opens {@code colonycraft://sign-in?server=…&token=…}, which the QR code of the settings page
 * holds. Any app or page can open such a link, so nothing happens until the person has agreed to
 * the server's name.
 */
public final class SignInActivity extends Activity {

  private AlertDialog dialog;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask(accountOf(getIntent()));
  }

  /** The account that a link offers, if it is one. */
  static Optional<Account> accountOf(Intent intent) {
    Uri link = intent.getData();
    if (link == null || !link.isHierarchical()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Account.of(link.getQueryParameter("server"), link.getQueryParameter("token")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void ask(Optional<Account> offered) {
    AlertDialog.Builder builder =
        new AlertDialog.Builder(this)
            .setTitle(R.string.sign_in)
            .setNegativeButton(R.string.cancel, (d, which) -> finish())
            .setOnCancelListener(d -> finish());
    if (offered.isPresent()) {
      builder
          .setMessage(getString(R.string.sign_in_to, offered.get().server()))
          .setPositiveButton(R.string.sign_in, (d, which) -> signIn(offered.get()));
    } else {
      builder.setMessage(R.string.bad_link);
    }
    dialog = builder.show();
  }

  private void signIn(Account account) {
    // What was shown is of another server, or of another person.
    getSystemService(NotificationManager.class).cancelAll();
    new Memory(this).signIn(account);
    AlertService.start(this);
    startActivity(new Intent(this, SetupActivity.class));
    finish();
  }

  @Override
  protected void onDestroy() {
    dialog.dismiss();
    super.onDestroy();
  }
}
