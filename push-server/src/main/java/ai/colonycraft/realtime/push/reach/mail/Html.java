package ai.colonycraft.realtime.push.reach.mail;

/**
 * The frame of all mails, and the escapes of their texts. Mail programs remove scripts, style
 * sheets and most of CSS, so everything is a table with styles of its own; the one style sheet is
 * for dark mode, where a program keeps it.
 */
final class Html {

  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="%s">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <title>%s</title>
      <style>
      @media (prefers-color-scheme: dark) {
        .page { background: #111827 !important; }
        .card { background: #1f2937 !important; }
        .ink { color: #f3f4f6 !important; }
        .soft { color: #b6bdc9 !important; }
        .line { border-color: #4b5563 !important; }
        .link { color: #93c5fd !important; }
      }
      @media (max-width: 480px) {
        .card { padding: 16px 12px !important; }
        .wide { display: none !important; }
      }
      </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#eef1f5;">
      <table role="presentation" class="page" width="100%%" cellpadding="0" cellspacing="0" style="background:#eef1f5;">
      <tr><td align="center" style="padding:16px 8px;">
      <table role="presentation" width="100%%" cellpadding="0" cellspacing="0" style="max-width:640px;">
      <tr><td class="card ink" style="background:#ffffff;color:#111827;padding:24px;font:15px/1.5 Arial,Helvetica,sans-serif;">
      %s
      </td></tr></table>
      </td></tr></table>
      </body>
      </html>
      """;

  private Html() {}

  /** A whole page around rows that are HTML already. */
  static String page(String language, String title, String content) {
    return FRAME.formatted(language, escape(title), content);
  }

  /** A text as it may stand in HTML and in an attribute. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  static String heading(String text) {
    return "<h1 class=\"ink\" style=\"margin:0 0 4px;font-size:22px;line-height:1.3;color:#111827;\">%s</h1>"
        .formatted(escape(text));
  }

  static String subheading(String text) {
    return "<h2 class=\"ink\" style=\"margin:24px 0 8px;font-size:16px;color:#111827;\">%s</h2>"
        .formatted(escape(text));
  }

  static String soft(String text) {
    return "<p class=\"soft\" style=\"margin:0 0 12px;color:#4b5563;\">%s</p>"
        .formatted(escape(text));
  }

  static String paragraph(String text) {
    return "<p class=\"ink\" style=\"margin:12px 0;color:#111827;\">%s</p>".formatted(escape(text));
  }

  static String link(String url, String text) {
    return "<a class=\"link\" href=\"%s\" style=\"color:#1d4ed8;\">%s</a>"
        .formatted(escape(url), escape(text));
  }

  static String table(String rows) {
    return "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;\">"
        + rows
        + "</table>";
  }

  /** A cell of a table; content is HTML already. */
  static String cell(String align, String more, String content) {
    return "<td class=\"ink line %s\" align=\"%s\" style=\"padding:6px 6px 6px 0;border-bottom:1px solid #d6dbe3;color:#111827;\">%s</td>"
        .formatted(more, align, content);
  }

  /** A cell that heads a column. */
  static String head(String align, String more, String text) {
    return "<th class=\"soft line %s\" align=\"%s\" style=\"padding:6px 6px 6px 0;border-bottom:1px solid #d6dbe3;font-size:12px;font-weight:normal;color:#4b5563;\">%s</th>"
        .formatted(more, align, escape(text));
  }
}
