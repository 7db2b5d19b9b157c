package io.kvorum.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.URI;
import java.net.URISyntaxException;

/** The arrows of the design: who may know whom. */
@AnalyzeClasses(packages = "io.kvorum", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] PLUGINS = {
        "io.kvorum.memory..",
        "io.kvorum.raft..",
        "io.kvorum.wal..",
        "io.kvorum.storage..",
        "io.kvorum.transport.grpc..",
        "io.kvorum.transport.http.."
    };

    @ArchTest
    static final ArchRule theSpiImportsTheJdkOnly = classes()
            .that()
            .resideInAPackage("io.kvorum.spi..")
            .and()
            .resideOutsideOfPackage("io.kvorum.spi.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.kvorum.spi..");

    @ArchTest
    static final ArchRule theClientPortMayNameTheApi = classes()
            .that()
            .resideInAPackage("io.kvorum.spi.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.kvorum.spi..", "io.kvorum.api..");

    @ArchTest
    static final ArchRule theApiKnowsNoThreadStorageOrNetwork = noClasses()
            .that()
            .resideInAPackage("io.kvorum.api")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kvorum.spi..", "io.kvorum.engine..", "io.kvorum.server..", "io.netty..");

    @ArchTest
    static final ArchRule guiceStaysInTheCompositionRoot = noClasses()
            .that()
            .resideOutsideOfPackage("io.kvorum.server.wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.inject..", "jakarta.inject..");

    @ArchTest
    static final ArchRule thePartsKnowNeitherEngineNorServer = noClasses()
            .that()
            .resideInAnyPackage(PLUGINS)
            .or()
            .resideInAPackage("io.kvorum.transport.netty..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kvorum.engine..", "io.kvorum.server..");

    @ArchTest
    static final ArchRule thePartsDoNotKnowOneAnother = SlicesRuleDefinition.slices()
            .assignedFrom(new PluginSlices(PLUGINS))
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule partsBelowTheEngineSeeOnlyBytes = noClasses()
            .that()
            .resideInAnyPackage("io.kvorum.memory..", "io.kvorum.raft..", "io.kvorum.wal..", "io.kvorum.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kvorum.api..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule theEngineKnowsNoPart = noClasses()
            .that()
            .resideInAPackage("io.kvorum.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kvorum.memory..",
                    "io.kvorum.raft..",
                    "io.kvorum.wal..",
                    "io.kvorum.storage..",
                    "io.kvorum.transport..",
                    "io.kvorum.server..",
                    "io.netty..",
                    "io.grpc..");

    @ArchTest
    static final ArchRule theServerNamesNoPart = noClasses()
            .that()
            .resideInAPackage("io.kvorum.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PLUGINS);

    @ArchTest
    static final ArchRule theCoreTakesTheWorldFromItsRuntime = noClasses()
            .that()
            .resideInAnyPackage("io.kvorum.engine..", "io.kvorum.raft..", "io.kvorum.memory..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Instant")
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..")
                    // A URL is a text with parts, and no network.
                    .and(not(belongToAnyOf(URI.class, URISyntaxException.class))))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File");

    @ArchTest
    static final ArchRule theServersPackagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.kvorum.server.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule thePeerTransportsPackagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.kvorum.transport.grpc.peer.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule theCoresPackagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.kvorum.raft.(*)..")
            .should()
            .beFreeOfCycles();
}
