package io.pgreplicator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QualifiedNameTest {
    private static final QualifiedName ODD = new QualifiedName("S", "it's \"x\"");

    @Test
    void namesAreWordsOfAShellThatPgDumpTakesAsTheyAre() {
        assertThat(QualifiedName.dump(List.of(new QualifiedName("public", "plain_1"), ODD)))
                .isEqualTo("pg_dump --strict-names --table=public.plain_1 --table='\"S\".\"it'\\''s \"\"x\"\"\"'");
    }

    @Test
    void rowsAreCopiedFromOneToTheOther() {
        assertThat(ODD.copy())
                .isEqualTo("psql SOURCE -c 'COPY \"S\".\"it'\\''s \"\"x\"\"\" TO STDOUT' |"
                        + " psql TARGET -c 'COPY \"S\".\"it'\\''s \"\"x\"\"\" FROM STDIN'");
    }
}
