package io.pgreplicator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house in docs/ARCHITECTURE.md. */
class ArchitectureTest {
    private static final String ROOT = "io.pgreplicator";

    /** Each package and those it may import: all of the floors below its own, none of its own. */
    private static final Map<String, Set<String>> ALLOWED = allowed(List.of(
            List.of("error", "runtime", "sql"),
            List.of("connection", "telemetry"),
            List.of("config"),
            List.of("jdbc"),
            List.of("catalog"),
            List.of("capture", "control", "deferred"),
            List.of("apply", "verify", "preflight", "schema", "gate"),
            List.of("copy"),
            List.of("round"),
            List.of("phase")));

    private static final Set<String> EXPORTED = Set.of("", ".config", ".telemetry", ".error");
    private static final long PUBLIC_FOR_NEIGHBOURS = 98;
    private static final int LONGEST_METHOD = 70;
    private static final List<String> MODULES =
            List.of("replicator-core", "replicator-cli", "replicator-it", "benchmarks");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static Map<String, Set<String>> allowed(List<List<String>> floors) {
        var below = new TreeSet<String>();
        var result = new LinkedHashMap<String, Set<String>>();
        for (List<String> floor : floors) {
            floor.forEach(name -> result.put(name, Set.copyOf(below)));
            below.addAll(floor);
        }
        return result;
    }

    static Stream<String> packages() {
        return ALLOWED.keySet().stream();
    }

    @Test
    void everyPackageStandsOnAFloor() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet());
        assertThat(found).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyLowerFloors(String name) {
        Set<String> below = ALLOWED.getOrDefault(name, Set.of());
        String[] others = ALLOWED.keySet().stream()
                .filter(other -> !other.equals(name) && !below.contains(other))
                .map(other -> ROOT + "." + other)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(resideInAnyPackage(others))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void nothingImportsTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** A nested type counts as a part of the one around it. */
    @Test
    void typesFormNoCycle() {
        slices().assignedFrom(new TopLevelTypes()).should().beFreeOfCycles().check(CLASSES);
    }

    private static final class TopLevelTypes implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            return SliceIdentifier.of(outermost.getName());
        }

        @Override
        public String getDescription() {
            return "top-level types";
        }
    }

    @Test
    void onlyTheRoundKnowsTheRing() {
        onlyIn("round", "com.lmax.disruptor..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.postgresql..", "com.zaxxer.."})
    void onlyJdbcKnowsTheDriverAndThePool(String library) {
        onlyIn("jdbc", library);
    }

    private static void onlyIn(String name, String library) {
        noClasses()
                .that(resideOutsideOfPackage(ROOT + "." + name))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theEngineHasNoCommandLineAndNoLogBackend() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "ch.qos.logback..", "io.pgreplicator.cli..")
                .check(CLASSES);
    }

    /** A module's secrets are worth as much as few know them; the figure may only go down. */
    @Test
    void fewTypesArePublicForNeighboursAlone() {
        List<JavaClass> types =
                CLASSES.stream().filter(type -> !type.isNestedClass()).toList();
        Map<Boolean, Long> open = types.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .collect(Collectors.partitioningBy(ArchitectureTest::isExported, Collectors.counting()));
        assertThat(open.get(true)).as("exported, of %s types", types.size()).isLessThanOrEqualTo(types.size() / 4L);
        assertThat(open.get(false)).as("public for neighbours").isLessThanOrEqualTo(PUBLIC_FOR_NEIGHBOURS);
    }

    private static boolean isExported(JavaClass type) {
        return EXPORTED.contains(type.getPackageName().substring(ROOT.length()));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void noMethodIsLongerThanAScreen(Path folder) throws IOException {
        assertThat(SourceMethods.longerThan(LONGEST_METHOD, folder)).isEmpty();
    }

    /** Such a package could not be loaded from the module path. */
    @Test
    void noPackageIsInTwoModules() throws IOException {
        var modules = new TreeMap<String, Set<String>>();
        for (String module : MODULES) {
            Path root = Path.of("..", module, "src/main/java");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> String.valueOf(root.relativize(file).getParent()))
                        .forEach(name -> modules.computeIfAbsent(name, any -> new TreeSet<>())
                                .add(module));
            }
        }
        assertThat(modules).allSatisfy((name, its) -> assertThat(its).as(name).hasSize(1));
    }

    /** The code and the tests of every module. */
    static Stream<Path> sources() {
        return MODULES.stream()
                .flatMap(module -> Stream.of("main", "test")
                        .map(part -> Path.of("..").resolve(module).resolve("src/" + part + "/java")));
    }

    @Test
    void namesSayWhatAClassIs() {
        classes()
                .should()
                .haveNameNotMatching(".*\\.\\w*(Util|Utils|Utility|Common|Helper|Manager|Impl)(?![a-z]).*")
                .check(CLASSES);
    }
}
