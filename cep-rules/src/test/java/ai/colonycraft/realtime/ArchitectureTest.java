package ai.colonycraft.realtime;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "ai.colonycraft.realtime", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theEventAndTheSettingsKnowNoRules =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage("..realtime.event..", "..realtime.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..realtime.rules..");

  @ArchTest
  static final ArchRule theEventKnowsNoSettingsAndTheSettingsNoEvent =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("..realtime.event..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..realtime.config..");

  @ArchTest
  static final ArchRule onlyTheMatcherKnowsFlink =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("..realtime.rules.match..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  /** Expressions, the rule made of them, its reader, the matcher: each knows those before it. */
  @ArchTest
  static final ArchRule rulesKnowOnlyWhatComesBeforeThem =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("expressions")
          .definedBy("..realtime.rules.cel..")
          .layer("rule")
          .definedBy("ai.colonycraft.realtime.rules")
          .layer("reader")
          .definedBy("..realtime.rules.read..")
          .layer("matcher")
          .definedBy("..realtime.rules.match..")
          .whereLayer("matcher")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("reader")
          .mayOnlyBeAccessedByLayers("matcher")
          .whereLayer("rule")
          .mayOnlyBeAccessedByLayers("reader", "matcher")
          .whereLayer("expressions")
          .mayOnlyBeAccessedByLayers("rule", "reader", "matcher");
}
