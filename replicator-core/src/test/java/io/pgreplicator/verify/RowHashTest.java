package io.pgreplicator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowHashTest {
    private static final Digest SAME = new Digest(false, true, false);

    @Test
    void isOfTheTextOfTheWholeRow() {
        RowHash hash = RowHash.of(table("id integer", "v text"), table("id integer", "v text"), SAME, false);
        assertThat(hash.expression()).isEqualTo("md5(ROW(r.\"id\", r.\"v\")::text)");
        assertThat(hash.columns()).containsExactly("id", "v");
    }

    @Test
    void hashesLongValuesOneByOneWhereTheyAreStoredOutOfLine() {
        Table table = table("id integer", "v json", "b bytea");
        assertThat(RowHash.of(table, table, SAME, true).expression())
                .isEqualTo(
                        "md5(ROW(r.\"id\", CASE WHEN r.\"v\" IS DISTINCT FROM NULL THEN md5(format('%s', r.\"v\")) END,"
                                + " md5(r.\"b\"))::text)");
    }

    @Test
    void comparesAGeneratedColumnOnlyWhereBothSidesHaveIt() {
        Table both = table("id integer", "twice integer generated");
        assertThat(RowHash.of(both, both, SAME, false).columns()).containsExactly("id", "twice");
        assertThat(RowHash.of(both, table("id integer"), SAME, false).columns()).containsExactly("id");
        assertThat(RowHash.of(both, table("id integer", "twice integer"), SAME, false)
                        .columns())
                .containsExactly("id");
    }

    @Test
    void takesTheBitsOfFloatsWhereServersPrintThemInTwoWays() {
        Table table = table("id integer", "f double precision", "p point");
        RowHash hash = RowHash.of(table, table, new Digest(false, true, true), false);
        assertThat(hash.expression()).isEqualTo("md5(ROW(r.\"id\", float8send(r.\"f\"))::text)");
        assertThat(hash.left()).containsExactly("p");
    }

    @Test
    void takesOneEncodingAndAnAllowedFunction() {
        assertThat(new Digest(true, true, false).ofText("v")).isEqualTo("md5(convert_to(v, 'UTF8'))");
        assertThat(new Digest(false, false, false).ofText("v"))
                .isEqualTo("encode(sha256(convert_to(v, 'UTF8')), 'hex')");
    }

    /** Each column as its name, its type and perhaps the word "generated". */
    private static Table table(String... columns) {
        return new Table(
                7,
                new QualifiedName("public", "t"),
                Table.Kind.PLAIN,
                true,
                false,
                null,
                false,
                Stream.of(columns).map(RowHashTest::column).toList(),
                List.of(),
                List.of());
    }

    private static Column column(String text) {
        boolean generated = text.endsWith(" generated");
        int blank = text.indexOf(' ');
        String type = text.substring(blank + 1, text.length() - (generated ? " generated".length() : 0));
        return new Column(text.substring(0, blank), type, type, null, false, "", generated, true);
    }
}
