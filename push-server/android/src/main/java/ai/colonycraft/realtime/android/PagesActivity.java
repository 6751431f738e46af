package ai.colonycraft.realtime.android;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.webkit.WebResourceRequest;
import android.webkit.WebSettings;
import android.webkit.WebView;
import android.webkit.WebViewClient;
import java.util.Optional;

/**
 * The pages of the server in a WebView. Not exported, so only the app says which incident is
 * opened. Links to other hosts are opened by the browser, without the token.
 */
public final class PagesActivity extends Activity {

  private static final String INCIDENT = "incident";

  private Memory memory;
  private Account account;
  private WebView web;

  static Intent ofIncident(Context context, String id) {
    return new Intent(context, PagesActivity.class).putExtra(INCIDENT, id);
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    memory = new Memory(this);
    Optional<Account> known = memory.account();
    if (known.isEmpty()) {
      startActivity(new Intent(this, SetupActivity.class));
      finish();
      return;
    }
    account = known.get();
    web = new WebView(this);
    WebSettings settings = web.getSettings();
    settings.setJavaScriptEnabled(true);
    settings.setDomStorageEnabled(true);
    settings.setAllowFileAccess(false);
    settings.setAllowContentAccess(false);
    settings.setMixedContentMode(WebSettings.MIXED_CONTENT_NEVER_ALLOW);
    web.setWebViewClient(new OwnPages());
    setContentView(web);
    open(getIntent());
  }

  @Override
  protected void onNewIntent(Intent intent) {
    super.onNewIntent(intent);
    if (web != null) {
      open(intent);
    }
  }

  @Override
  protected void onPause() {
    super.onPause();
    if (web != null && account.owns(String.valueOf(web.getUrl()))) {
      web.evaluateJavascript(PageStorage.READ, json -> memory.pages(PageStorage.unwrapped(json)));
    }
  }

  @Override
  @SuppressWarnings("deprecation") // The callback of later versions needs Android 13.
  public void onBackPressed() {
    if (web != null && web.canGoBack()) {
      web.goBack();
    } else {
      super.onBackPressed();
    }
  }

  @Override
  protected void onDestroy() {
    if (web != null) {
      web.destroy();
    }
    super.onDestroy();
  }

  private void open(Intent intent) {
    String id = intent.getStringExtra(INCIDENT);
    String path = id == null ? "/" : "/incidents/" + Server.encoded(id);
    String html = PageStorage.opening(account.token(), memory.pages(), path);
    web.loadDataWithBaseURL(account.server() + "/", html, "text/html", "utf-8", null);
  }

  private final class OwnPages extends WebViewClient {

    @Override
    public boolean shouldOverrideUrlLoading(WebView view, WebResourceRequest request) {
      String address = request.getUrl().toString();
      if (account.owns(address)) {
        return false;
      }
      String scheme = String.valueOf(request.getUrl().getScheme());
      if (request.hasGesture() && (scheme.equals("https") || scheme.equals("http"))) {
        startActivity(
            new Intent(Intent.ACTION_VIEW, request.getUrl())
                .addCategory(Intent.CATEGORY_BROWSABLE));
      }
      return true;
    }
  }
}
