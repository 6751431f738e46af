package ai.colonycraft.realtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Every package is in one layer, and each layer knows only those that its line names. */
@AnalyzeClasses(packages = "ai.colonycraft.realtime", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String EVENT = "ai.colonycraft.realtime.event";
  private static final String RULE = "ai.colonycraft.realtime.rules";

  @ArchTest
  static final ArchRule layers =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("event")
          .definedBy(EVENT)
          .layer("expressions")
          .definedBy(RULE + ".cel")
          .layer("rule")
          .definedBy(RULE)
          .layer("reader")
          .definedBy(RULE + ".read")
          .layer("explanation")
          .definedBy(RULE + ".explain")
          .layer("lints")
          .definedBy(RULE + ".lint")
          .layer("matcher")
          .definedBy(RULE + ".match")
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("expressions")
          .mayOnlyAccessLayers("event")
          .whereLayer("rule")
          .mayOnlyAccessLayers("event", "expressions")
          .whereLayer("reader")
          .mayOnlyAccessLayers("event", "expressions", "rule")
          .whereLayer("explanation")
          .mayOnlyAccessLayers("event", "expressions", "rule", "lints")
          .whereLayer("lints")
          .mayOnlyAccessLayers("event", "expressions", "rule", "reader")
          .whereLayer("matcher")
          .mayOnlyAccessLayers("event", "expressions", "rule", "reader")
          .ensureAllClassesAreContainedInArchitectureIgnoring(
              resideInAPackage("ai.colonycraft.realtime.config"));

  @ArchTest
  static final ArchRule noCycles =
      SlicesRuleDefinition.slices()
          .matching("ai.colonycraft.realtime.(**)")
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule theEventKnowsNoSettings =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage(EVENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.colonycraft.realtime.config");

  @ArchTest
  static final ArchRule onlyTheMatcherKnowsFlink =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage(RULE + ".match")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");
}
