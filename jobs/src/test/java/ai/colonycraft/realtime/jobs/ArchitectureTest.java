package ai.colonycraft.realtime.jobs;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * A job's main class knows its feature, a feature the event and the metrics, and those how results
 * leave: {@code job → activity | health | correlation → event → metrics → live → output → types}.
 */
@AnalyzeClasses(packagesOf = UserActivityJob.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] FEATURES = {
    "..jobs.activity..", "..jobs.health..", "..jobs.flame..", "..jobs.correlation.."
  };

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("..jobs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatIsSharedKnowsNoFeature =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage(
              "..jobs.event..",
              "..jobs.metrics..",
              "..jobs.live..",
              "..jobs.operator..",
              "..jobs.output..",
              "..jobs.topics..",
              "..jobs.types..",
              "..jobs.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FEATURES);

  @ArchTest
  static final ArchRule stagesKnowOnlyTheStagesAfterThem =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("features")
          .definedBy(FEATURES)
          .layer("event")
          .definedBy("..jobs.event..")
          .layer("metrics")
          .definedBy("..jobs.metrics..")
          .layer("live")
          .definedBy("..jobs.live..")
          .layer("output")
          .definedBy("..jobs.output..")
          .layer("types")
          .definedBy("..jobs.types..")
          .whereLayer("features")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers("features")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("features", "event")
          .whereLayer("live")
          .mayOnlyBeAccessedByLayers("features", "metrics")
          .whereLayer("output")
          .mayOnlyBeAccessedByLayers("features", "event", "metrics", "live")
          .whereLayer("types")
          .mayOnlyBeAccessedByLayers("features", "event", "metrics", "live", "output");

  /** Flame graphs are a part of the service-health job: the one feature that another knows. */
  @ArchTest
  static final ArchRule featuresDoNotKnowEachOther =
      SlicesRuleDefinition.slices()
          .matching("..jobs.(activity|health|flame|correlation)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "health", type -> type.getPackageName().contains(".jobs.health")),
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "flame", type -> type.getPackageName().contains(".jobs.flame")));

  @ArchTest
  static final ArchRule theFatJarKnowsNoQuickstart =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages("..jobs.quickstart..", "..jobs.benchmark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..jobs.quickstart..",
              "..jobs.benchmark..",
              "kafka..",
              "org.apache.kafka.server..",
              "org.apache.kafka.metadata..",
              "ai.colonycraft.realtime.push..");
}
