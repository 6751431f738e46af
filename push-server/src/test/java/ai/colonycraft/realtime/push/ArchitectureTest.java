package ai.colonycraft.realtime.push;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Every package is in one layer, and each layer knows only those that its line names. */
@AnalyzeClasses(packagesOf = PushServer.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  /** Data runs {@code feed → hub → session → transport}; what clients send runs to publish. */
  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("entry")
          .definedBy("ai.colonycraft.realtime.push")
          .layer("transport")
          .definedBy("..push.transport..")
          .layer("history")
          .definedBy("..push.history")
          .layer("reach")
          .definedBy("..push.reach..")
          .layer("rules")
          .definedBy("..push.rules")
          .layer("session")
          .definedBy("..push.session")
          .layer("hub")
          .definedBy("..push.hub")
          .layer("incidents")
          .definedBy("..push.incidents")
          .layer("actions")
          .definedBy("..push.actions")
          .layer("feed")
          .definedBy("..push.feed")
          .layer("security")
          .definedBy("..push.security")
          .layer("reports")
          .definedBy("..push.reports")
          .layer("alerts")
          .definedBy("..push.alerts")
          .layer("telemetry")
          .definedBy("..push.telemetry")
          .layer("publish")
          .definedBy("..push.publish")
          .layer("budget")
          .definedBy("..push.budget")
          .layer("config")
          .definedBy("..push.config")
          .layer("metrics")
          .definedBy("..push.metrics")
          .layer("text")
          .definedBy("..push.text")
          .whereLayer("entry")
          .mayOnlyAccessLayers(
              "transport",
              "reach",
              "rules",
              "session",
              "hub",
              "incidents",
              "actions",
              "feed",
              "security",
              "reports",
              "alerts",
              "telemetry",
              "publish",
              "budget",
              "config",
              "metrics",
              "text")
          .whereLayer("transport")
          .mayOnlyAccessLayers(
              "history",
              "reach",
              "rules",
              "session",
              "hub",
              "incidents",
              "actions",
              "feed",
              "security",
              "reports",
              "alerts",
              "telemetry",
              "publish",
              "budget",
              "config",
              "metrics",
              "text")
          .whereLayer("history")
          .mayOnlyAccessLayers("config", "metrics")
          .whereLayer("reach")
          .mayOnlyAccessLayers(
              "history",
              "hub",
              "security",
              "incidents",
              "feed",
              "publish",
              "config",
              "metrics",
              "text")
          .whereLayer("rules")
          .mayOnlyAccessLayers("feed", "publish", "text")
          .whereLayer("session")
          .mayOnlyAccessLayers("hub", "feed", "budget", "config", "metrics", "text")
          .whereLayer("actions")
          .mayOnlyAccessLayers("hub", "incidents", "feed", "publish", "text")
          .whereLayer("incidents")
          .mayOnlyAccessLayers("feed", "text")
          .whereLayer("hub")
          .mayOnlyAccessLayers("incidents", "feed", "config", "metrics", "text")
          .whereLayer("feed")
          .mayOnlyAccessLayers("config", "metrics", "text")
          .whereLayer("security")
          .mayOnlyAccessLayers("hub", "config", "metrics", "text")
          .whereLayer("reports")
          .mayOnlyAccessLayers("publish", "metrics", "text")
          .whereLayer("alerts")
          .mayOnlyAccessLayers("hub", "incidents", "feed", "publish", "metrics", "text")
          .whereLayer("telemetry")
          .mayOnlyAccessLayers("publish", "config", "metrics", "text")
          .whereLayer("publish")
          .mayOnlyAccessLayers("config", "metrics", "text")
          .whereLayer("budget")
          .mayNotAccessAnyLayer()
          .whereLayer("config")
          .mayNotAccessAnyLayer()
          .whereLayer("metrics")
          .mayNotAccessAnyLayer()
          .whereLayer("text")
          .mayNotAccessAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("..push.(*)..").should().beFreeOfCycles();

  /** Ways and schedules know people; what is delivered knows the schedules, and ways know it. */
  @ArchTest
  static final ArchRule partsOfReach =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("webpush")
          .definedBy("..reach.webpush..")
          .layer("mail")
          .definedBy("..reach.mail..")
          .layer("deliver")
          .definedBy("..reach.deliver..")
          .layer("oncall")
          .definedBy("..reach.oncall..")
          .layer("people")
          .definedBy("..reach.people..")
          .whereLayer("webpush")
          .mayOnlyAccessLayers("deliver", "people")
          .whereLayer("mail")
          .mayOnlyAccessLayers("deliver", "people")
          .whereLayer("deliver")
          .mayOnlyAccessLayers("oncall", "people")
          .whereLayer("oncall")
          .mayOnlyAccessLayers("people")
          .whereLayer("people")
          .mayNotAccessAnyLayer();

  /** What serves one kind of request does not use what serves another. */
  @ArchTest
  static final ArchRule partsOfTheTransport =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("entry")
          .definedBy("..push.transport")
          .layer("api")
          .definedBy("..transport.api")
          .layer("stream")
          .definedBy("..transport.stream")
          .layer("sse")
          .definedBy("..transport.sse")
          .layer("pages")
          .definedBy("..transport.pages")
          .layer("guard")
          .definedBy("..transport.guard")
          .layer("connection")
          .definedBy("..transport.connection")
          .layer("http")
          .definedBy("..transport.http")
          .whereLayer("api")
          .mayOnlyAccessLayers("guard", "http")
          .whereLayer("stream")
          .mayOnlyAccessLayers("connection", "http")
          .whereLayer("sse")
          .mayOnlyAccessLayers("guard", "connection", "http")
          .whereLayer("pages")
          .mayOnlyAccessLayers("http")
          .whereLayer("guard")
          .mayOnlyAccessLayers("connection", "http")
          .whereLayer("connection")
          .mayNotAccessAnyLayer()
          .whereLayer("http")
          .mayNotAccessAnyLayer()
          .ensureAllClassesAreContainedInArchitectureIgnoring(
              resideOutsideOfPackage("..push.transport.."));

  @ArchTest
  static final ArchRule onlyTheFeedPublishAndConfigKnowKafka =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages("..push.feed..", "..push.publish..", "..push.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheTransportKnowsJetty =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("..push.transport..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");
}
