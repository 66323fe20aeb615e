package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rows of the same text are not equal where their types, or what is computed from them, are not the same. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class TypesIT {
    private static final String TABLES = """
            CREATE TYPE pair AS (a int, b int);
            CREATE TYPE size AS ENUM ('small', 'large');
            CREATE DOMAIN held AS pair;
            CREATE TABLE plain (id int PRIMARY KEY, v int);
            CREATE TABLE paired (id int PRIMARY KEY, p held[]);
            CREATE TABLE sized (id int PRIMARY KEY, s size);
            CREATE TABLE computed (id int PRIMARY KEY, v int, twice int GENERATED ALWAYS AS (v * 2) STORED);
            """;
    private static final String ROWS = """
            INSERT INTO plain SELECT g, g FROM generate_series(1, 100) AS g;
            INSERT INTO paired SELECT g, ARRAY[ROW(g, -g)::pair::held] FROM generate_series(1, 100) AS g;
            INSERT INTO sized SELECT g, 'small' FROM generate_series(1, 100) AS g;
            INSERT INTO computed SELECT g, g FROM generate_series(1, 100) AS g;
            """;
    private static final String DRIFT = """
            ALTER TYPE pair RENAME ATTRIBUTE a TO x;
            ALTER TYPE pair RENAME ATTRIBUTE b TO a;
            ALTER TYPE pair RENAME ATTRIBUTE x TO b;
            ALTER TYPE size ADD VALUE 'medium' BEFORE 'large';
            ALTER TABLE computed DROP COLUMN twice, ADD COLUMN twice int GENERATED ALWAYS AS (v * 3) STORED;
            """;

    @Test
    void compareTellsTypesAndExpressionsApart() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth(TABLES);
            journey.onSource(ROWS);
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                assertThat(differing(replicator)).isEmpty();
                Journey.execute(journey.target, DRIFT);
                assertThat(differing(replicator)).containsExactly("public.computed", "public.paired");
            }
        }
    }

    private static List<String> differing(Replicator replicator) {
        return replicator.compare().tables().stream()
                .filter(comparison -> !comparison.equal())
                .map(comparison -> comparison.table().toString())
                .sorted()
                .toList();
    }
}
