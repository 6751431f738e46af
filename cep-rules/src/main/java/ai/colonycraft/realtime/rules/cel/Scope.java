package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.event.Field;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an expression can speak of: {@code this}, the event it judges, and the steps taken before
 * it, each an event or, if it need not be just one, a list of events. Immutable.
 */
public final class Scope {

  /** The event that a condition judges. */
  public static final String THIS = "this";

  /** Of an event that took a counting step: the value at which it did. */
  public static final String MEASURED = "measured";

  /** Of the same event: the usual value, or that of the other groups, if it was compared. */
  public static final String USUAL = "usual";

  /** Macros are kept as they were written, so that a condition can be shown. */
  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .populateMacroCalls(true)
          .build();

  private static final List<CelFunctionDecl> FUNCTIONS =
      List.of(
          CelFunctionDecl.newFunctionDeclaration(
              "sum",
              CelOverloadDecl.newGlobalOverload(
                  "sum_ints", SimpleType.INT, ListType.create(SimpleType.INT)),
              CelOverloadDecl.newGlobalOverload(
                  "sum_doubles", SimpleType.DOUBLE, ListType.create(SimpleType.DOUBLE))),
          CelFunctionDecl.newFunctionDeclaration(
              "first",
              CelOverloadDecl.newGlobalOverload(
                  "first_event", EventType.EVENT, ListType.create(EventType.EVENT))),
          CelFunctionDecl.newFunctionDeclaration(
              "last",
              CelOverloadDecl.newGlobalOverload(
                  "last_event", EventType.EVENT, ListType.create(EventType.EVENT))));

  private static final Pattern UNDEFINED =
      Pattern.compile("(?:undefined field|undeclared reference to) '([^']*)'.*", Pattern.DOTALL);

  private final Map<String, Boolean> steps;

  private Scope(Map<String, Boolean> steps) {
    this.steps = steps;
  }

  /** Nothing but the event itself. */
  public static Scope empty() {
    return new Scope(Map.of());
  }

  /** This scope with one more step; {@code list} where it need not be just one event. */
  public Scope plus(String step, boolean list) {
    Map<String, Boolean> more = new LinkedHashMap<>(steps);
    more.put(step, list);
    return new Scope(Collections.unmodifiableMap(more));
  }

  /** Whether a step of that name is a list; null if there is none. */
  Boolean isList(String step) {
    return steps.get(step);
  }

  /** The names of the steps. */
  Collection<String> steps() {
    return steps.keySet();
  }

  /**
   * Reads a condition.
   *
   * @throws InvalidExpressionException with every fault found
   */
  public Condition condition(String source) throws InvalidExpressionException {
    CelAbstractSyntaxTree ast =
        check(source, Map.of(THIS, EventType.EVENT), List.of(SimpleType.BOOL));
    return new Condition(source, ast, this);
  }

  /** Reads an expression of a template, which speaks of a whole match. */
  CelAbstractSyntaxTree value(String source, Map<String, CelType> others)
      throws InvalidExpressionException {
    return check(
        source,
        others,
        List.of(SimpleType.STRING, SimpleType.INT, SimpleType.DOUBLE, SimpleType.BOOL));
  }

  private CelAbstractSyntaxTree check(
      String source, Map<String, CelType> others, List<CelType> results)
      throws InvalidExpressionException {
    CelAbstractSyntaxTree ast = compile(source, others);
    if (!results.contains(ast.getResultType()) && !ast.getResultType().equals(SimpleType.DYN)) {
      throw new InvalidExpressionException(
          List.of(new Issue(1, 0, wrongResult(ast.getResultType(), results))));
    }
    List<Issue> failures = ConstantFailures.of(ast, constant -> compile(constant, Map.of()));
    if (!failures.isEmpty()) {
      throw new InvalidExpressionException(failures);
    }
    return ast;
  }

  private CelAbstractSyntaxTree compile(String source, Map<String, CelType> others)
      throws InvalidExpressionException {
    CelCompilerBuilder compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(EventType.PROVIDER)
            .addFunctionDeclarations(FUNCTIONS);
    others.forEach(compiler::addVar);
    steps.forEach(
        (name, list) ->
            compiler.addVar(name, list ? ListType.create(EventType.EVENT) : EventType.EVENT));
    CelValidationResult result = compiler.build().compile(source);
    try {
      if (!result.hasError()) {
        return result.getAst();
      }
    } catch (dev.cel.common.CelValidationException e) {
      throw new IllegalStateException(e);
    }
    List<Issue> issues = new ArrayList<>();
    for (CelIssue issue : result.getErrors()) {
      if (CelWords.isSyntax(issue.getMessage())) {
        // The parser's other faults follow from its first one.
        throw new InvalidExpressionException(List.of(syntax(issue, source)));
      }
      issues.add(issue(issue, source, others.keySet()));
    }
    throw new InvalidExpressionException(issues);
  }

  private static String wrongResult(CelType found, List<CelType> results) {
    return results.size() == 1
        ? "expected a condition, which is true or false, found a value of type " + found.name()
        : "expected a text, a number or a truth, found a value of type " + found.name();
  }

  private static Issue syntax(CelIssue issue, String source) {
    int line = issue.getSourceLocation().getLine();
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    int at = offset(source, line, column);
    return new Issue(
        line,
        column,
        CelWords.syntax(issue.getMessage(), source.substring(0, at), source.substring(at)));
  }

  /** Where a place of CEL, whose columns are code points, is in the text. */
  private static int offset(String source, int line, int column) {
    int at = 0;
    for (int i = 1; i < line; i++) {
      at = source.indexOf('\n', at) + 1;
    }
    int rest = source.codePointCount(at, source.length());
    return source.offsetByCodePoints(at, Math.min(column, rest));
  }

  private Issue issue(CelIssue issue, String source, Collection<String> others) {
    int line = issue.getSourceLocation().getLine();
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    Matcher undefined = UNDEFINED.matcher(issue.getMessage());
    if (!undefined.matches()) {
      return new Issue(line, column, CelWords.types(issue.getMessage()));
    }
    String name = undefined.group(1);
    if (issue.getMessage().startsWith("undefined field")) {
      List<String> fields = Arrays.stream(Field.values()).map(Field::jsonName).toList();
      // CEL points at the dot.
      return new Issue(
          line,
          column + 1,
          "an event has no field %s; the nearest is %s; one unknown to the platform is %s['%s']"
              .formatted(
                  name, Settings.nearest(fields, name).orElseThrow(), EventType.EXTRA, name));
    }
    if (Pattern.compile("\\b" + Pattern.quote(name) + "\\s*\\(").matcher(source).find()) {
      // CEL points at the bracket.
      int bracket = offset(source, line, column);
      boolean isBehind = source.startsWith(name, bracket - name.length());
      return new Issue(line, isBehind ? column - name.length() : column, CelWords.noFunction(name));
    }
    List<String> known = Stream.concat(others.stream(), steps.keySet().stream()).sorted().toList();
    return new Issue(
        line,
        column,
        "nothing is called %s here; expected one of %s".formatted(name, String.join(", ", known)));
  }
}
