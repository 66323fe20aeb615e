package io.pgreplicator.it.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Matrix;
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

    static Stream<Shape> shapes() throws IOException {
        return Shape.in(FOLDER.isEmpty() ? OURS : Path.of(FOLDER)).stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void arrives(Shape shape) throws IOException, SQLException, InterruptedException {
        Matrix.tell("shape", Result.HEAD);
        Matrix.tell("shape " + shape, "did not arrive");
        Result result = Move.of(shape, FROM, TO);
        Matrix.tell("shape " + shape, result.toString());
        if (!FOLDER.isEmpty() || !result.arrived()) {
            tell(shape, result);
        }
        assertThat(result.different()).as("rows").isEmpty();
        assertThat(result.unnamed()).as("differences that were not named").isEmpty();
        if (FOLDER.isEmpty()) {
            assertThat(result.empty()).as("empty tables").isEmpty();
            assertThat(statements(result.cures())).as("cures until it followed").containsExactlyElementsOf(shape.lines("cures"));
            assertThat(statements(result.later())).as("statements of the deployment").containsExactlyElementsOf(shape.lines("told"));
            assertThat(result.named()).as("differences").containsExactlyElementsOf(shape.lines("differs"));
        }
    }

    private static List<String> statements(List<Cure> cures) {
        return cures.stream().map(Cure::toString).toList();
    }

    @SuppressWarnings("SystemOut") // for whoever looks at the build, or gave the folder
    private static void tell(Shape shape, Result result) {
        var text = new StringBuilder(shape + "\n");
        result.failed().forEach(line -> text.append("  failed on the source: ").append(line).append('\n'));
        result.empty().forEach(line -> text.append("  empty: ").append(line).append('\n'));
        result.cures().forEach(cure -> text.append("  cure: ").append(cure).append('\n'));
        result.later().forEach(cure -> text.append("  told: ").append(cure).append('\n'));
        result.named().forEach(line -> text.append("  named: ").append(line).append('\n'));
        result.unnamed().forEach(line -> text.append("  NOT NAMED: ").append(line).append('\n'));
        result.different().forEach(line -> text.append("  DIFFERENT: ").append(line).append('\n'));
        System.out.println(text);
    }
}
