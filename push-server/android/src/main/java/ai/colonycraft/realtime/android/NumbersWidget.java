package ai.colonycraft.realtime.android;

import android.app.PendingIntent;
import android.appwidget.AppWidgetManager;
import android.appwidget.AppWidgetProvider;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.text.format.DateFormat;
import android.util.Log;
import android.widget.RemoteViews;
import java.io.IOException;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;

/**
 * The widget of the home screen: users, requests, errors and Apdex, and the time of the newest of
 * them. The service refreshes it each minute while the screen is on, Android each half hour.
 */
public final class NumbersWidget extends AppWidgetProvider {

  private static final String TAG = "widget";

  @Override
  public void onUpdate(Context context, AppWidgetManager manager, int[] ids) {
    draw(context);
    Background.run(this, () -> refresh(context));
  }

  /** Whether somebody has it on the home screen. */
  static boolean isPlaced(Context context) {
    return AppWidgetManager.getInstance(context).getAppWidgetIds(name(context)).length > 0;
  }

  /** Reads the numbers and draws them; without an answer the last ones stay, with their time. */
  static void refresh(Context context) {
    Memory memory = new Memory(context);
    Optional<Account> account = memory.account();
    try {
      if (account.isPresent()) {
        memory.numbers(Numbers.read(new Server(account.get())));
      }
    } catch (IOException e) {
      Log.i(TAG, "no numbers: " + e.getMessage());
    }
    draw(context);
  }

  private static void draw(Context context) {
    Numbers numbers = new Memory(context).numbers();
    Locale locale = context.getResources().getConfiguration().getLocales().get(0);
    RemoteViews views = new RemoteViews(context.getPackageName(), R.layout.numbers);
    views.setTextViewText(R.id.users, numbers.shown(Numbers.USERS, locale));
    views.setTextViewText(R.id.requests, numbers.shown(Numbers.REQUESTS, locale));
    views.setTextViewText(R.id.errors, numbers.shown(Numbers.ERRORS, locale));
    views.setTextViewText(R.id.apdex, numbers.shown(Numbers.APDEX, locale));
    views.setTextViewText(R.id.time, time(context, numbers));
    views.setOnClickPendingIntent(
        R.id.numbers,
        PendingIntent.getActivity(
            context,
            0,
            new Intent(context, LauncherActivity.class),
            PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT));
    AppWidgetManager manager = AppWidgetManager.getInstance(context);
    manager.updateAppWidget(manager.getAppWidgetIds(name(context)), views);
  }

  private static String time(Context context, Numbers numbers) {
    if (numbers.time() == 0) {
      return context.getString(R.string.no_numbers);
    }
    String time = DateFormat.getTimeFormat(context).format(new Date(numbers.time()));
    return numbers.isOld(System.currentTimeMillis())
        ? context.getString(R.string.old_numbers, time)
        : time;
  }

  private static ComponentName name(Context context) {
    return new ComponentName(context, NumbersWidget.class);
  }
}
