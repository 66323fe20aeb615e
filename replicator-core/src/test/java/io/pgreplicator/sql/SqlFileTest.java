package io.pgreplicator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Files are sent as psql would send them. */
class SqlFileTest {
    private static SqlFile file() {
        return SqlFile.of(SqlFileTest.class, "variables.sql");
    }

    @Test
    void replacesVariablesWherePsqlDoes() {
        String text = file().with("name", "we\"ird")
                .with("value", "it's")
                .with("text", "1 + 1")
                .text();
        assertThat(text).isEqualTo("""
                        SELECT "we""ird", 'it''s', (1 + 1), ARRAY[1, 2, 3][1:2], a[lo:hi],
                            0::int, ':text :"name"', 'it''s :text', ":text", -- don't replace :text here
                            $$ :text $$, $body$ ':text' $$ :text $$ $1 :"name" $body$, $1, 'it''s'::text""");
    }

    @Test
    void replacesNothingInWhatItPutsIn() {
        String text = file().with("name", ":text")
                .with("value", "$1 :text \\ $$")
                .with("text", ":'value'")
                .text();
        assertThat(text).startsWith("SELECT \":text\",  E'$1 :text \\\\ $$', (:'value'),");
    }

    @Test
    void leavesTheFileAsItWas() {
        SqlFile one = file().with("name", "a").with("value", "b").with("text", "1");
        SqlFile other = one.with("text", "2");
        assertThat(one.text()).contains("(1)");
        assertThat(other.text()).contains("(2)");
    }

    @Test
    void namesAVariableThatIsNotSet() {
        assertThatIllegalStateException()
                .isThrownBy(() -> file().with("name", "a").with("text", "b").text())
                .withMessage("/io/pgreplicator/sql/variables.sql: variable value is not set");
    }

    @Test
    void namesAFileThatIsAbsent() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SqlFile.of(SqlFileTest.class, "absent.sql"))
                .withMessage("no such SQL file: /io/pgreplicator/sql/absent.sql");
    }
}
