package io.pgreplicator.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict on each SQLSTATE that is known by name, and on some that are not. */
class SqlStatesTest {
    @ParameterizedTest(name = "{0} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                // state | transient | connection lost | refused | collision | what it is
                "08000   | yes       | yes             | no      | no        | connection exception",
                "08001   | yes       | yes             | no      | no        | cannot connect",
                "08003   | yes       | yes             | no      | no        | connection does not exist",
                "08006   | yes       | yes             | no      | no        | connection failure",
                "53100   | yes       | no              | no      | no        | disk full",
                "53200   | yes       | no              | no      | no        | out of memory",
                "53300   | yes       | no              | no      | no        | too many connections",
                "40001   | yes       | no              | no      | no        | serialization failure",
                "40P01   | yes       | no              | no      | no        | deadlock",
                "55P03   | yes       | no              | no      | no        | lock not available",
                "57014   | yes       | no              | no      | no        | cancelled",
                "57P01   | yes       | yes             | no      | no        | server shutting down",
                "57P02   | yes       | yes             | no      | no        | another backend crashed",
                "57P03   | yes       | yes             | no      | no        | server starting",
                "57P04   | no        | yes             | no      | no        | database dropped",
                "57P05   | yes       | yes             | no      | no        | idle session timeout",
                "25P03   | yes       | no              | no      | no        | idle in transaction timeout",
                "25P04   | yes       | no              | no      | no        | transaction timeout",
                "28000   | no        | no              | yes     | no        | no such role, or not from here",
                "28P01   | no        | no              | yes     | no        | wrong password",
                "3D000   | no        | no              | yes     | no        | no such database",
                "23505   | no        | no              | no      | yes       | unique violation",
                "23P01   | no        | no              | no      | yes       | exclusion violation",
                "23503   | no        | no              | no      | no        | foreign key violation",
                "42501   | no        | no              | yes     | no        | no privilege to connect",
                "42P01   | no        | no              | no      | no        | no such table",
                "22P02   | no        | no              | no      | no        | invalid text representation",
                "''      | no        | no              | no      | no        | the driver knows none",
                "        | no        | no              | no      | no        | never reached a server",
            })
    void judges(@Nullable String state, String passes, String lost, String refused, String collision, String whatItIs) {
        assertThat(SqlStates.isTransient(state)).as("transient").isEqualTo(passes.equals("yes"));
        assertThat(SqlStates.isConnectionLoss(state)).as("connection lost").isEqualTo(lost.equals("yes"));
        assertThat(SqlStates.isRefused(state)).as("refused").isEqualTo(refused.equals("yes"));
        assertThat(SqlStates.isCollision(state)).as("collision").isEqualTo(collision.equals("yes"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // state | may be a row | what it is
                "23514   | yes          | check violation, or no partition for the row",
                "23502   | yes          | not null violation",
                "23503   | yes          | foreign key violation",
                "23505   | yes          | unique violation",
                "22001   | yes          | value too long",
                "22P02   | yes          | no such value of an enum",
                "42501   | yes          | row security",
                "44000   | yes          | check option of a view",
                "54000   | yes          | too large for an index",
                "P0001   | yes          | RAISE",
                "UP001   | yes          | RAISE with a class of its own",
                "21000   | no           | two rows that are one key on the target",
                "42P01   | yes          | no such table, which a value may name",
                "3F000   | yes          | no such schema, which a value may name",
                "40001   | no           | serialization failure",
                "53100   | no           | disk full",
                "57014   | no           | cancelled",
                "08006   | no           | connection failure",
                "XX000   | no           | internal error",
                "''      | no           | the driver knows none",
                "        | no           | never reached a server",
            })
    void tellsWhetherItMayBeARow(@Nullable String state, String row, String whatItIs) {
        assertThat(SqlStates.isRowRefusal(state)).as(whatItIs).isEqualTo(row.equals("yes"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // state | its one name
                "42501   | denied",
                "55P03   | locked",
                "40P01   | deadlock",
                "0A000   | unsupported",
                "2BP01   | depended on",
                "42P01   | missing relation",
                "3F000   | missing relation",
                "23505   | collision",
                "23P01   | collision",
                "28P01   |",
                "57014   |",
                "23503   |",
                "''      |",
                "        |",
            })
    void hasOneNameAtMost(@Nullable String state, @Nullable String name) {
        Map<String, Boolean> names = Map.of(
                "denied", SqlStates.isDenied(state),
                "locked", SqlStates.isLocked(state),
                "deadlock", SqlStates.isDeadlock(state),
                "unsupported", SqlStates.isUnsupported(state),
                "depended on", SqlStates.isDependedOn(state),
                "missing relation", SqlStates.isMissingRelation(state),
                "collision", SqlStates.isCollision(state));
        names.forEach((each, applies) -> assertThat(applies).as(each).isEqualTo(each.equals(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {SqlStates.CANNOT_CONNECT, SqlStates.CONNECTION_LOST, SqlStates.REPEATABLE, SqlStates.NOT_READY})
    void whatThisProgramFindsMayPass(String state) {
        assertThat(SqlStates.isTransient(state)).isTrue();
    }
}
