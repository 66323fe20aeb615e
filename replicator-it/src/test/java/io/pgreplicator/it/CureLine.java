package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The statements of a cure as its lines give them: where and as whom each is run. Immutable.
 *
 * @param side source or target
 * @param administrator whether they need more than the role that reads them
 * @param sql the statements, without what is said of them
 */
public record CureLine(String side, boolean administrator, String sql) {
    private static final Pattern LINE = Pattern.compile(
            "^On the (source|target)(, as (?:an|[^:]+ or an) administrator)?: (.+)$", Pattern.MULTILINE);

    /** Each line that has some, in their order. */
    public static List<CureLine> lines(String cure) {
        return LINE.matcher(cure)
                .results()
                .map(line -> new CureLine(
                        line.group(1), line.group(2) != null, line.group(3).replaceFirst("; -- .*", ";")))
                .toList();
    }

    /** Does all that the cure says, as the roles that it names. */
    public static void carryOut(DatabasePair pair, String cure) throws SQLException {
        assertThat(lines(cure)).as(cure).isNotEmpty();
        for (CureLine line : lines(cure)) {
            line.carryOut(pair);
        }
    }

    public void carryOut(DatabasePair pair) throws SQLException {
        try (Connection connection = connect(pair);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(DatabasePair pair) throws SQLException {
        if (side.equals("source")) {
            return administrator ? pair.sourceSuperuser() : pair.connectSource();
        }
        return administrator ? pair.targetSuperuser() : pair.connectTarget();
    }
}
