package dev.hookstream.dispatcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

@AnalyzeClasses(packages = "dev.hookstream", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String SCHEMAS = "dev.hookstream.schemas..";
  private static final String TOPOLOGY = "dev.hookstream.topology..";
  private static final String DISPATCHER = "dev.hookstream.dispatcher..";
  private static final String BROKER = "dev.hookstream.dispatcher.embedded.broker..";

  @ArchTest
  static final ArchRule schemasKnowNeitherOfTheOthers =
      noClasses()
          .that()
          .resideInAPackage(SCHEMAS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TOPOLOGY, DISPATCHER);

  @ArchTest
  static final ArchRule theTopologyDoesNotKnowTheDispatcher =
      noClasses()
          .that()
          .resideInAPackage(TOPOLOGY)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DISPATCHER);

  @ArchTest
  static final ArchRule theTopologyKnowsNoNetwork =
      noClasses()
          .that()
          .resideInAPackage(TOPOLOGY)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.net.http..", "io.vertx..", "io.netty..", "java.nio.channels.."))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Consumer.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Producer.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Admin.class);

  @ArchTest
  static final ArchRule theTopologyHasNoClockOfItsOwn =
      noClasses()
          .that()
          .resideInAPackage(TOPOLOGY)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule onlyTheEmbeddedBrokerTouchesKafkasServer =
      noClasses()
          .that()
          .resideInAPackage(DISPATCHER)
          .and()
          .resideOutsideOfPackage(BROKER)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "kafka..",
                  "scala..",
                  "org.apache.kafka.metadata..",
                  "org.apache.kafka.raft..",
                  "org.apache.kafka.server.."));

  @ArchTest
  static final ArchRule nothingButTestsStartsABrokerInThisProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage(BROKER)
          .should()
          .dependOnClassesThat(resideInAPackage(BROKER));

  @ArchTest
  static final ArchRule theDispatchersPackagesFormNoCircle =
      slices().matching("dev.hookstream.dispatcher.(*)..").should().beFreeOfCycles();
}
