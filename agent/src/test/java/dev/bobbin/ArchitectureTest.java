package dev.bobbin;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The boundaries that ARCHITECTURE.md draws, over the classes of the runtime and the agent. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.bobbin");

  /** Whatever gives elements gives an AsyncIterator, also in packages that streams build on. */
  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(alwaysTrue(), name("dev.bobbin.stream.AsyncIterator"))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        CLASSES.getPackage("dev.bobbin").getSubpackagesInTree().stream()
            .filter(found -> !found.getClasses().isEmpty())
            .filter(found -> !found.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .sorted()
            .toList();

    assertEquals(List.of(), unmarked);
    assertEquals(true, CLASSES.getPackage("dev.bobbin").isAnnotatedWith(NullMarked.class));
  }

  @Test
  void runtimeAndWeaverKnowEachOtherByNameOnly() {
    String[] runtime = {
      "dev.bobbin",
      "dev.bobbin.internal",
      "dev.bobbin.net",
      "dev.bobbin.process",
      "dev.bobbin.stream",
      "dev.bobbin.sync",
      "dev.bobbin.test"
    };
    String[] agent = {"dev.bobbin.weave..", "dev.bobbin.agent..", "dev.bobbin.javac.."};
    noClasses()
        .that()
        .resideInAnyPackage(agent)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(runtime)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(runtime)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(agent)
        .check(CLASSES);
  }

  @Test
  void emittersWriteWhatThePlanSaysAndAskNoAnalysis() {
    noClasses()
        .that()
        .resideInAPackage("dev.bobbin.weave.emit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.bobbin.weave.flow..", "dev.bobbin.weave.plan..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.bobbin.weave.flow..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.bobbin.weave.plan..", "dev.bobbin.weave.emit..")
        .check(CLASSES);
  }

  /** The rest of javac is closed to others, and different in each JDK. */
  @Test
  void theCompilerPluginUsesPublicApiAloneAndNobodyElseKnowsOfCompilers() {
    noClasses()
        .that()
        .resideInAPackage("dev.bobbin..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.tools.javac..", "jdk.internal..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.bobbin.javac..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.source..", "javax.tools..", "javax.lang.model..")
        .check(CLASSES);
  }

  /** Not every Java has the modules of these; what needs them is asked for where they are. */
  @Test
  void attachingAndFlightRecordingsAreEachTheMatterOfAFewClasses() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.bobbin.agent.remote")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.tools.attach..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.bobbin\\.Flight(Link|Events|Log)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsToStandardOutput() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.bobbin.agent.Main")
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }
}
