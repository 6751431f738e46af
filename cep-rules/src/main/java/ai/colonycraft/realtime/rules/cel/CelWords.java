package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of CEL's parser and type checker in words for people who write rules: what was found,
 * and what to write.
 */
final class CelWords {

  /** Functions and macros that an expression can call. */
  static final List<String> FUNCTIONS =
      List.of(
          "all",
          "bool",
          "contains",
          "double",
          "duration",
          "endsWith",
          "exists",
          "exists_one",
          "filter",
          "first",
          "has",
          "int",
          "last",
          "map",
          "matches",
          "size",
          "startsWith",
          "string",
          "sum",
          "timestamp");

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:token recognition error|mismatched input|extraneous input|no viable alternative"
              + "|missing ).*",
          Pattern.DOTALL);
  private static final Pattern QUOTED =
      Pattern.compile("'(.*?)'(?: expecting .*)?$", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'(?: \\(candidates:"
              + " (.*)\\))?",
          Pattern.DOTALL);
  private static final Pattern NO_FIELDS =
      Pattern.compile("type '([^']*)' does not support field selection");
  private static final Pattern MISSING =
      Pattern.compile("missing '?(.+?)'? at '(.*)'", Pattern.DOTALL);

  private static final Map<String, String> MENDS =
      Map.ofEntries(
          Map.entry("=", "write == to compare"),
          Map.entry("&", "write && for and"),
          Map.entry("|", "write || for or"),
          Map.entry("and", "write &&"),
          Map.entry("or", "write ||"),
          Map.entry("not", "write !(…)"),
          Map.entry("is", "write =="),
          Map.entry("like", "write this.FIELD.matches('…'), contains, startsWith or endsWith"),
          Map.entry("between", "write this.FIELD >= 1 && this.FIELD <= 2"));

  private static final Map<String, String> TYPES =
      Map.of(
          "string", "a text",
          "int", "a whole number",
          "uint", "a whole number without sign",
          "double", "a number",
          "bool", "true or false",
          "Event", "an event",
          "null", "null",
          "null_type", "null",
          "bytes", "bytes");

  private CelWords() {}

  /** Whether it is a fault of form, after which the parser's other faults mean little. */
  static boolean isSyntax(String message) {
    return SYNTAX.matcher(message).matches();
  }

  /**
   * A fault of form in words.
   *
   * @param before the expression up to the fault
   * @param after the expression from the fault on
   */
  static String syntax(String message, String before, String after) {
    String found = after.strip();
    if (found.isEmpty() || message.contains("'<EOF>'") && !message.contains("expecting <EOF>")) {
      return "the condition ends too early: expected a value, or what closes a bracket";
    }
    Matcher missing = MISSING.matcher(message);
    if (missing.matches()) {
      return "expected %s, found %s".formatted(missing.group(1), missing.group(2));
    }
    if (found.startsWith("'") || found.startsWith("\"")) {
      boolean closed = found.indexOf(found.charAt(0), 1) > 0;
      if (!closed) {
        return "a text begins here that has no closing quote";
      }
    }
    String word = word(found);
    String mend = MENDS.get(word);
    if (mend == null && before.endsWith("=") && word.startsWith("=")) {
      mend = "write == to compare";
    }
    String last = before.strip();
    if (mend == null && word.equals(">") && last.endsWith("<")) {
      return "<> is no operator: write !=";
    }
    return mend == null
        ? "%s is not expected here".formatted(word)
        : "%s is no operator: %s".formatted(word, mend);
  }

  /** The word or sign that a text begins with. */
  private static String word(String text) {
    Matcher word = Pattern.compile("[\\w.]+|\\W").matcher(text);
    return word.find() ? word.group() : text;
  }

  /** There is no function of a name. */
  static String noFunction(String name) {
    String nearest = Settings.nearest(FUNCTIONS, name).orElseThrow();
    String meant =
        name.toLowerCase(Locale.ROOT).matches("len(gth|ght)?|count")
            ? "size"
            : Settings.editDistance(nearest, name) <= 2 ? nearest : "";
    return "there is no function %s%s; there are %s"
        .formatted(
            name, meant.isEmpty() ? "" : "; the nearest is " + meant, String.join(", ", FUNCTIONS));
  }

  /** A message of the type checker in words; the message itself where none are known for it. */
  static String types(String message) {
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return overload(overload.group(1), overload.group(2), Optional.ofNullable(overload.group(3)));
    }
    Matcher fields = NO_FIELDS.matcher(message);
    if (fields.matches()) {
      String type = fields.group(1);
      return type.equals("list(Event)")
          ? "a list of events has no fields: write first(STEP), last(STEP) or"
              + " STEP.exists(e, e.FIELD == …)"
          : "%s has no fields".formatted(type(type));
    }
    Matcher expected =
        Pattern.compile("expected type '([^']*)' but found '([^']*)'").matcher(message);
    return expected.matches()
        ? "expected %s, found %s".formatted(type(expected.group(1)), type(expected.group(2)))
        : message;
  }

  private static String overload(String function, String applied, Optional<String> candidates) {
    Matcher sign = Pattern.compile("_(\\W+|in)_|([!-])_").matcher(function.replace("@in", "_in_"));
    boolean isMember = !applied.startsWith("(");
    List<String> args = new ArrayList<>();
    Matcher call = Pattern.compile("(.*?)\\.?\\((.*)\\)").matcher(applied);
    if (call.matches()) {
      if (isMember) {
        args.add(call.group(1));
      }
      args.addAll(split(call.group(2)));
    }
    List<String> words = args.stream().map(CelWords::type).toList();
    if (sign.matches()) {
      String operator = sign.group(1) != null ? sign.group(1) : sign.group(2);
      String found = String.join(" and ", words);
      return switch (operator) {
        case "&&", "||", "!" -> "%s takes true or false, found %s".formatted(operator, found);
        case "==", "!=", "<", "<=", ">", ">=" ->
            "%s compares values of one type, found %s".formatted(operator, found);
        case "in" -> "in looks for a value in a list of its type, found %s".formatted(found);
        default -> "%s does not take %s".formatted(operator, found);
      };
    }
    return "%s does not take %s%s"
        .formatted(
            function,
            words.isEmpty() ? "nothing" : String.join(" and ", words),
            candidates.map(CelWords::candidates).orElse(""));
  }

  private static String candidates(String candidates) {
    List<String> words = new ArrayList<>();
    for (String each : split(candidates)) {
      Matcher call = Pattern.compile("(.*?)\\.?\\((.*)\\)").matcher(each);
      if (call.matches()) {
        String args = String.join(", ", split(call.group(2)).stream().map(CelWords::type).toList());
        words.add(call.group(1).isEmpty() ? args : type(call.group(1)) + " before it and " + args);
      }
    }
    List<String> distinct = words.stream().distinct().limit(6).toList();
    return distinct.isEmpty() ? "" : "; it takes " + String.join(", or ", distinct);
  }

  /** Parts between commas outside of brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        if (!text.substring(from, i).isBlank()) {
          parts.add(text.substring(from, i).strip());
        }
        from = i + 1;
      }
    }
    return parts;
  }

  /** A type in words. */
  static String type(String type) {
    if (type.startsWith("list(")) {
      String of = type.substring(5, type.length() - 1);
      return switch (of) {
        case "Event" -> "a list of events";
        case "string" -> "a list of texts";
        case "int" -> "a list of whole numbers";
        case "double" -> "a list of numbers";
        default -> "a list";
      };
    }
    if (type.startsWith("map(")) {
      return "a map";
    }
    if (type.startsWith("%") || type.matches("_var\\d+|dyn|[A-Z]")) {
      return "any value";
    }
    if (type.contains("Duration")) {
      return "a duration";
    }
    return type.contains("Timestamp") ? "a time" : TYPES.getOrDefault(type, type);
  }
}
