package io.pgreplicator.it.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Matrix;
import io.pgreplicator.it.Today;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole databases arrive with their rows and definitions: equal in the dumps of both sides, but for what the product has named. Those of
 * resources/shapes, or with {@code -Dshapes=FOLDER} each file of that folder, between the versions {@code -Dshapes.from=15} and {@code
 * -Dshapes.to=15}; prints a table.
 */
@Timeout(1800)
@Execution(ExecutionMode.CONCURRENT)
class ShapesIT {
    private static final Path OURS = Path.of("src/test/resources/shapes");
    private static final String FOLDER = System.getProperty("shapes", "");
    private static final int FROM = Integer.getInteger("shapes.from", 15);
    private static final int TO = Integer.getInteger("shapes.to", 15);

    /** Of ours a build takes one, another one the next day. */
    static Stream<Shape> shapes() throws IOException {
        return (FOLDER.isEmpty() ? Today.choose(Shape.cases(OURS), 5) : Shape.plain(Path.of(FOLDER))).stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void arrives(Shape shape) throws IOException, SQLException, InterruptedException {
        Matrix.tell("shape", Result.HEAD);
        Matrix.tell("shape " + shape, "did not arrive");
        try (DatabasePair pair = DatabasePair.create(FROM, TO)) {
            tell(shape, "failed on the source", shape.create(pair));
            Result result = Move.of(shape, pair);
            Matrix.tell("shape " + shape, result.toString());
            if (FOLDER.isEmpty()) {
                assertAsExpected(shape, result);
            } else {
                tell(shape, "empty", result.empty());
                tell(shape, "told", result.cures());
                tell(shape, "named", result.named());
            }
            assertThat(result.different()).as("rows").isEmpty();
            assertThat(lines(result.unnamed()))
                    .as("differences that were not named")
                    .isEmpty();
        }
    }

    private static void assertAsExpected(Shape shape, Result result) {
        assertThat(result.empty()).as("empty tables").isEmpty();
        assertThat(lines(result.cures()))
                .as("what was told until it followed")
                .containsExactlyElementsOf(shape.lines("cures"));
        assertThat(lines(result.later()))
                .as("what was told after the deployment")
                .containsExactlyElementsOf(shape.lines("told"));
        assertThat(result.named())
                .as("differences that remain")
                .extracting(difference -> difference.entry().toString())
                .containsExactlyElementsOf(shape.lines("differs"));
    }

    private static List<String> lines(List<?> things) {
        return things.stream().map(Object::toString).toList();
    }

    @SuppressWarnings("SystemOut") // for whoever gave the folder
    private static void tell(Shape shape, String what, List<?> things) {
        things.forEach(thing -> System.out.println(shape + ", " + what + ": " + thing));
    }
}
