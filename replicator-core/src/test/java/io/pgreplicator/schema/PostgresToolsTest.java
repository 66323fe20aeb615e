package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads versions and picks an installation. Confined to the test thread. */
class PostgresToolsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1) | 15",
                "pg_dump (PostgreSQL) 18beta1 | 18",
                "pg_dump (PostgreSQL) 17.2 | 17",
                "pg_dump (PostgreSQL) 9.6.24 | 9"
            })
    void readsTheMajorVersion(String output, int major) {
        assertThat(PostgresTools.major(output)).hasValue(major);
    }

    @Test
    void readsNoVersionFromAnythingElse() {
        assertThat(PostgresTools.major("Error: You must install at least one postgresql-client package"))
                .isEmpty();
        assertThat(PostgresTools.major("")).isEmpty();
    }

    @Test
    void prefersTheNewestThatIsNotNewerThanTheTarget() {
        assertThat(PostgresTools.choose(installed(13, 15, 16, 17, 18), 14, 17).major())
                .isEqualTo(17);
        assertThat(PostgresTools.choose(installed(13, 15), 14, 18).major()).isEqualTo(15);
    }

    @Test
    void takesANewerOneThatOlderServersStillUnderstand() {
        assertThat(PostgresTools.choose(installed(15, 16, 17), 13, 13).major()).isEqualTo(15);
        assertMissing(installed(17, 18), 15, 15);
    }

    @Test
    void namesThePackageWhenAllAreTooOld() {
        assertMissing(installed(13, 15), 16, 18);
        assertMissing(List.of(), 15, 15);
    }

    private static void assertMissing(List<PostgresTools> installed, int source, int target) {
        assertThatThrownBy(() -> PostgresTools.choose(installed, source, target))
                .isInstanceOfSatisfying(ReplicatorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.TOOL_MISSING);
                    assertThat(failure.cure()).contains("postgresql-client-" + source);
                });
    }

    private static List<PostgresTools> installed(int... majors) {
        return Arrays.stream(majors)
                .mapToObj(major -> new PostgresTools(Path.of("/usr/lib/postgresql/" + major + "/bin"), major))
                .toList();
    }
}
