package io.pgreplicator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PausePointTest {
    private static final Path MAIN = Path.of(System.getProperty("basedir", "")).resolve("src/main/java");
    private static final Pattern REACHED = Pattern.compile("work\\.reached\\(PausePoint\\.(\\w+)\\)");

    @ParameterizedTest
    @EnumSource
    void isFoundByItsName(PausePoint place) {
        assertThat(PausePoint.named(place.toString())).contains(place);
        assertThat(place.name()).isEqualTo(constant(place));
    }

    private static String constant(PausePoint place) {
        return place.toString().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    @Test
    void noOtherNameIsAPlace() {
        assertThat(PausePoint.named("copy.before-comit")).isEmpty();
    }

    @Test
    void theWorkComesByEachOfThem() throws IOException {
        var found = new TreeSet<PausePoint>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                REACHED.matcher(Files.readString(file))
                        .results()
                        .forEach(use -> found.add(PausePoint.valueOf(use.group(1))));
            }
        }
        assertThat(found).containsExactly(PausePoint.values());
    }
}
