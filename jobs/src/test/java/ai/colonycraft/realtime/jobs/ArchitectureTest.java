package ai.colonycraft.realtime.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * Every package is in one layer, and each layer knows only those that its line names. A job's main
 * class knows its feature; a feature knows how events come in and how results leave: {@code job →
 * activity | health | correlation → event → source, metrics → live → output → types}.
 */
@AnalyzeClasses(packagesOf = UserActivityJob.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> HARNESS = resideInAPackage("..jobs.harness..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("..jobs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule layers =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("jobs")
          .definedBy("ai.colonycraft.realtime.jobs")
          .layer("command")
          .definedBy("..jobs.rules")
          .layer("activity")
          .definedBy("..jobs.activity")
          .layer("health")
          .definedBy("..jobs.health")
          .layer("flame")
          .definedBy("..jobs.flame")
          .layer("correlation")
          .definedBy("..jobs.correlation")
          .layer("history")
          .definedBy("..jobs.history")
          .layer("report")
          .definedBy("..jobs.report")
          .layer("batch")
          .definedBy("..jobs.batch")
          .layer("event")
          .definedBy("..jobs.event")
          .layer("source")
          .definedBy("..jobs.source")
          .layer("heartbeat")
          .definedBy("..jobs.heartbeat")
          .layer("metrics")
          .definedBy("..jobs.metrics")
          .layer("live")
          .definedBy("..jobs.live")
          .layer("output")
          .definedBy("..jobs.output")
          .layer("operator")
          .definedBy("..jobs.operator")
          .layer("config")
          .definedBy("..jobs.config")
          .layer("topics")
          .definedBy("..jobs.topics")
          .layer("types")
          .definedBy("..jobs.types")
          .whereLayer("jobs")
          .mayOnlyAccessLayers(
              "activity",
              "health",
              "correlation",
              "history",
              "report",
              "batch",
              "event",
              "config",
              "output",
              "topics")
          .whereLayer("command")
          .mayOnlyAccessLayers("event", "topics")
          .whereLayer("activity")
          .mayOnlyAccessLayers(
              "batch",
              "event",
              "heartbeat",
              "source",
              "metrics",
              "output",
              "operator",
              "config",
              "types")
          .whereLayer("health")
          .mayOnlyAccessLayers(
              "flame",
              "batch",
              "event",
              "heartbeat",
              "source",
              "metrics",
              "live",
              "output",
              "operator",
              "config",
              "types")
          .whereLayer("flame")
          .mayOnlyAccessLayers("event", "metrics", "output", "operator", "config", "types")
          .whereLayer("correlation")
          .mayOnlyAccessLayers(
              "event",
              "heartbeat",
              "source",
              "metrics",
              "output",
              "operator",
              "config",
              "topics",
              "types")
          .whereLayer("history")
          .mayOnlyAccessLayers("event", "source", "operator", "config", "types")
          .whereLayer("report")
          .mayOnlyAccessLayers("history", "batch", "config")
          .whereLayer("batch")
          .mayNotAccessAnyLayer()
          .whereLayer("event")
          .mayOnlyAccessLayers("source", "metrics", "output", "operator", "config", "types")
          .whereLayer("heartbeat")
          .mayOnlyAccessLayers("event", "source", "metrics", "config")
          .whereLayer("source")
          .mayOnlyAccessLayers("topics")
          .whereLayer("metrics")
          .mayOnlyAccessLayers("live", "output", "operator", "types")
          .whereLayer("live")
          .mayOnlyAccessLayers("output", "types")
          .whereLayer("output")
          .mayOnlyAccessLayers("topics", "types")
          .whereLayer("operator")
          .mayNotAccessAnyLayer()
          .whereLayer("config")
          .mayOnlyAccessLayers("topics")
          .whereLayer("topics")
          .mayNotAccessAnyLayer()
          .whereLayer("types")
          .mayNotAccessAnyLayer()
          .ensureAllClassesAreContainedInArchitectureIgnoring(HARNESS);

  /** The module's dependencies hold this too; a test's may not enter the fat jar. */
  @ArchTest
  static final ArchRule theFatJarKnowsNoHarnessAndNoServer =
      ArchRuleDefinition.noClasses()
          .that(DescribedPredicate.not(HARNESS))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..jobs.harness..",
              "..jobs.quickstart..",
              "..jobs.benchmark..",
              "kafka..",
              "org.apache.kafka.server..",
              "org.apache.kafka.metadata..",
              "jakarta.mail..",
              "ai.colonycraft.realtime.push..");
}
