package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Application;
import android.appwidget.AppWidgetManager;
import android.view.View;
import android.webkit.WebView;
import android.widget.TextView;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowWebView;

/** The pages within the app, and the widget. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class PagesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Application app = RuntimeEnvironment.getApplication();
  private final Memory memory = new Memory(app);

  @Before
  public void signIn() {
    memory.signIn(Account.of("https://push.example.com", "a.b.c"));
  }

  @Test
  public void opensAnIncidentWithTheTokenAndWhatWasSeenLast() {
    memory.pages("{\"colonycraft.values\":\"</script><b>\"}");

    Activity activity =
        Robolectric.buildActivity(PagesActivity.class, PagesActivity.ofIncident(app, "a/b?c"))
            .create()
            .get();

    ShadowWebView web = shadowOf(webView(activity));
    ShadowWebView.LoadDataWithBaseURL loaded = web.getLastLoadDataWithBaseURL();
    assertThat(loaded.baseUrl).isEqualTo("https://push.example.com/");
    assertThat(loaded.data)
        .contains("\"colonycraft.token\":\"a.b.c\"")
        .contains("colonycraft.values")
        .contains("a%2Fb%3Fc")
        .containsOnlyOnce("</script>");
    assertThat(webView(activity).getSettings().getAllowFileAccess()).isFalse();
  }

  @Test
  public void keepsWhatThePagesKeepButNothingThatIsNoObject() {
    assertThat(PageStorage.unwrapped("\"{\\\"colonycraft.values\\\":\\\"1\\\"}\""))
        .isEqualTo("{\"colonycraft.values\":\"1\"}");
    assertThat(PageStorage.unwrapped("null")).isEqualTo("{}");
    assertThat(PageStorage.unwrapped("\"alert(1)\"")).isEqualTo("{}");
  }

  @Test
  public void theWidgetShowsFourNumbersAndThatTheyAreOld() throws Exception {
    try (TestServer server = new TestServer()) {
      memory.signIn(Account.of(server.address(), ""));
      long now = System.currentTimeMillis();
      Map.of(
              "active_users",
              "1234",
              "request_rate",
              "41.23",
              "error_rate",
              "0.0125",
              "apdex",
              "0.97")
          .forEach(
              (name, value) ->
                  server.answers.put(
                      "/api/metrics/" + name,
                      "{\"series\":[{\"labels\":{},\"points\":[[%d,%s]]}]}".formatted(now, value)));
      int id =
          shadowOf(AppWidgetManager.getInstance(app))
              .createWidget(NumbersWidget.class, R.layout.numbers);

      NumbersWidget.refresh(app);

      assertThat(number(id, R.id.users)).isEqualTo("1,234");
      assertThat(number(id, R.id.requests)).isEqualTo("41");
      assertThat(number(id, R.id.errors)).isEqualTo("1.25%");
      assertThat(number(id, R.id.apdex)).isEqualTo("0.97");
      assertThat(number(id, R.id.time)).isNotEmpty().doesNotContain("Old");

      memory.numbers(new Numbers(now - 600_000, memory.numbers().values()));
      server.status = 503;
      NumbersWidget.refresh(app);
      assertThat(number(id, R.id.users)).isEqualTo("1,234");
      assertThat(number(id, R.id.time)).startsWith("Old");
    }
  }

  @Test
  public void aNumberThatIsMissingIsADash() {
    assertThat(Numbers.NONE.shown(Numbers.USERS, Locale.ENGLISH)).isEqualTo("–");
    assertThat(Numbers.parse("nonsense")).isEqualTo(Numbers.NONE);
  }

  private String number(int widget, int id) {
    await()
        .atMost(PATIENCE)
        .until(() -> shadowOf(AppWidgetManager.getInstance(app)).getViewFor(widget) != null);
    View view = shadowOf(AppWidgetManager.getInstance(app)).getViewFor(widget);
    return ((TextView) view.findViewById(id)).getText().toString();
  }

  private static WebView webView(Activity activity) {
    return (WebView)
        ((android.view.ViewGroup) activity.findViewById(android.R.id.content)).getChildAt(0);
  }
}
