package io.pgreplicator.it.cases;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pgreplicator.it.Today;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Replicates every case below {@code src/test/resources/cases}, whose README says how to add one. {@code
 * -Dcase=types/ranges} (or a group, {@code -Dcase=types}) picks cases, {@code -Dcase.pair=13-17} the versions of those
 * that allow them. Where none is picked, a tenth of the cases is played, another one every {@linkplain Today day}, and the
 * workload of each runs at one of its moments; {@code -Dcase.all=true} plays each case at each moment.
 */
class CasesIT {
    /** A machine may be slow; only what hangs takes so long. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    /** So many days take all cases, at a build a day. */
    private static final int DAYS = 28;

    private static final CaseSummary SUMMARY = new CaseSummary();

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> cases() throws URISyntaxException {
        URI root = Objects.requireNonNull(CasesIT.class.getResource("/cases")).toURI();
        String wanted = System.getProperty("case", "");
        List<CaseDirectory> cases = CaseDirectory.all(Path.of(root)).stream()
                .filter(directory -> wanted.isEmpty()
                        || directory.name().equals(wanted)
                        || directory.name().startsWith(wanted + "/"))
                .toList();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("No case is named '" + wanted + "'");
        }
        boolean all = !wanted.isEmpty() || Boolean.getBoolean("case.all");
        SUMMARY.outOf(cases.size());
        return cases.stream()
                .filter(directory -> all || Today.isTurn(directory.name().hashCode(), DAYS))
                .flatMap(directory -> whens(directory, all).map(when -> test(directory, when)));
    }

    private static Stream<When> whens(CaseDirectory directory, boolean all) {
        List<When> whens = directory.whens();
        int turn = (directory.name().hashCode() >> 4) + Today.turns(DAYS);
        return all ? whens.stream() : Stream.of(whens.get(Math.floorMod(turn, whens.size())));
    }

    @AfterAll
    @SuppressWarnings("SystemOut") // for whoever looks at the build
    static void summary() {
        System.out.println(SUMMARY);
        SUMMARY.tellMatrix();
    }

    private static DynamicTest test(CaseDirectory directory, When when) {
        String pair = System.getProperty("case.pair", "");
        boolean chosen = !pair.isEmpty() && directory.allows(VersionPair.parse(pair));
        if (!pair.isEmpty() && !chosen && directory.name().equals(System.getProperty("case"))) {
            throw new IllegalArgumentException("Case " + directory.name() + " does not allow " + pair);
        }
        VersionPair versions = chosen ? VersionPair.parse(pair) : directory.pair();
        return DynamicTest.dynamicTest(
                directory.name() + " " + versions + " " + when,
                directory.path().toUri(),
                () -> assertTimeoutPreemptively(LIMIT, () -> run(directory, versions, when)));
    }

    private static void run(CaseDirectory directory, VersionPair versions, When when) throws Exception {
        long begin = System.nanoTime();
        boolean good = false;
        try (CaseRun run = new CaseRun(directory, versions, when)) {
            run.run();
            good = true;
        } finally {
            SUMMARY.add(directory.name(), versions, when, good, Duration.ofNanos(System.nanoTime() - begin));
        }
    }
}
