package ai.colonycraft.realtime.push;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packagesOf = PushServer.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule importsRunTheWayOfTheData =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("feed")
          .definedBy("..push.feed..")
          .layer("hub")
          .definedBy("..push.hub..")
          .layer("session")
          .definedBy("..push.session..")
          .layer("transport")
          .definedBy("..push.transport..")
          .layer("entry")
          .definedBy("ai.colonycraft.realtime.push")
          .whereLayer("feed")
          .mayOnlyBeAccessedByLayers("hub", "session", "transport", "entry")
          .whereLayer("hub")
          .mayOnlyBeAccessedByLayers("session", "transport", "entry")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("transport", "entry")
          .whereLayer("transport")
          .mayOnlyBeAccessedByLayers("entry")
          .whereLayer("entry")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("..push.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheFeedAndTheWayBackKnowKafka =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages("..push.feed..", "..push.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheTransportKnowsJetty =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages("..push.transport..", "..push.benchmark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");
}
