package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A text with CEL expressions in it, each as <code>${…}</code>, that speaks of a whole match: its
 * steps, its {@code key}, and the epoch milliseconds of its {@code start} and {@code end}.
 * Thread-safe.
 */
public final class Template {

  /** What stands for a value that the events of a match don't have. */
  public static final String UNKNOWN = "unknown";

  /** No text. */
  public static final Template EMPTY = new Template("", List.of(), List.of());

  private static final Map<String, CelType> MATCH =
      Map.of(
          "key",
          SimpleType.STRING,
          "start",
          SimpleType.INT,
          "end",
          SimpleType.INT,
          "within",
          SimpleType.STRING);

  /**
   * What a template reads of a match.
   *
   * @param steps the events by step
   * @param key the value of the rule's key
   * @param start when the first event happened, epoch milliseconds
   * @param end when the match was complete, epoch milliseconds
   * @param within the rule's time as people write it, for example {@code 10 min}
   */
  public record Values(Steps steps, String key, long start, long end, String within) {

    private Map<String, Object> byName() {
      return Map.of("key", key, "start", start, "end", end, "within", within);
    }
  }

  /** Exactly one of the two is not null. */
  private record Part(String text, Interpreter expression) {}

  /**
   * A field of a step that a template reads.
   *
   * @param step the step's name
   * @param field the field's name
   * @param line in the template, from 1
   * @param column in that line, from 0
   */
  public record Read(String step, String field, int line, int column) {}

  private final String source;
  private final List<Part> parts;
  private final List<Read> reads;

  private Template(String source, List<Part> parts, List<Read> reads) {
    this.source = source;
    this.parts = List.copyOf(parts);
    this.reads = List.copyOf(reads);
  }

  /**
   * Reads a template.
   *
   * @param scope every step of the rule that events take
   * @throws InvalidExpressionException with every fault found
   */
  public static Template read(String source, Scope scope) throws InvalidExpressionException {
    List<Part> parts = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    List<Read> reads = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      int open = source.indexOf("${", at);
      if (open < 0) {
        parts.add(new Part(source.substring(at), null));
        break;
      }
      if (open > at) {
        parts.add(new Part(source.substring(at, open), null));
      }
      int close = end(source, open + 2);
      if (close < 0) {
        issues.add(place(source, open, 1, 0, "expected a } after this ${, found none"));
        break;
      }
      try {
        String expression = source.substring(open + 2, close);
        CelAbstractSyntaxTree ast = scope.value(expression, MATCH);
        parts.add(new Part(null, new Interpreter(ast, scope)));
        reads.addAll(reads(ast, source, open + 2, scope));
      } catch (InvalidExpressionException e) {
        for (Issue i : e.issues()) {
          issues.add(place(source, open + 2, i.line(), i.column(), i.message()));
        }
      }
      at = close + 1;
    }
    if (!issues.isEmpty()) {
      throw new InvalidExpressionException(issues);
    }
    return new Template(source, parts, reads);
  }

  private static List<Read> reads(
      CelAbstractSyntaxTree ast, String source, int offset, Scope scope) {
    List<Read> reads = new ArrayList<>();
    for (CelExpr select : Trees.selects(ast.getExpr())) {
      for (String step : scope.steps()) {
        if (Trees.isOf(select.select().operand(), step)) {
          Issue at = Trees.issue(ast, select, "");
          Issue placed = place(source, offset, at.line(), at.column(), "");
          reads.add(new Read(step, select.select().field(), placed.line(), placed.column()));
        }
      }
    }
    return reads;
  }

  /** Where the expression ends that begins at {@code from}; a brace in quotes ends nothing. */
  private static int end(String source, int from) {
    char quote = 0;
    int depth = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && depth-- == 0) {
        return i;
      }
    }
    return -1;
  }

  private static Issue place(String source, int offset, int line, int column, String message) {
    String before = source.substring(0, offset);
    int lines = (int) before.chars().filter(c -> c == '\n').count();
    int start = offset - (before.lastIndexOf('\n') + 1);
    return new Issue(lines + line, line == 1 ? start + column : column, message);
  }

  /** The fields of steps that it reads, but for those read one by one in a macro. */
  public List<Read> reads() {
    return reads;
  }

  /** The template as it was written. */
  public String source() {
    return source;
  }

  /** The text for a match. */
  public String text(Values values) {
    return fill(values, UnaryOperator.identity());
  }

  /** The text for a match, each value fit to stand in a URL. */
  public String url(Values values) {
    return fill(
        values,
        // A space as a plus would be read as a plus in a path.
        value -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** As {@link #text}; but an expression alone keeps its type, String, Long, Double or Boolean. */
  public Object value(Values values) {
    if (parts.size() == 1 && parts.get(0).expression != null) {
      return evaluate(parts.get(0), values).orElse(UNKNOWN);
    }
    return text(values);
  }

  private String fill(Values values, UnaryOperator<String> encode) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          part.text != null
              ? part.text
              : encode.apply(evaluate(part, values).map(Template::words).orElse(UNKNOWN)));
    }
    return text.toString();
  }

  private static Optional<Object> evaluate(Part part, Values values) {
    return part.expression.value((Event) null, values.steps, values.byName());
  }

  /** A decimal with two digits at most: a message is for people. */
  private static String words(Object value) {
    if (value instanceof Double number && !number.isInfinite() && !number.isNaN()) {
      BigDecimal rounded = BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP);
      return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }
}
