package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsDiffer;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a deployment changes on the source while the replicator follows, and rows do not show. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class DefinitionsIT {
    private static final String SCHEMA = """
            CREATE TABLE t (id serial PRIMARY KEY, v text, n int);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.v := 'one'; RETURN NEW; END$$;
            CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f();
            CREATE VIEW vw AS SELECT id FROM t;
            CREATE FUNCTION price(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'""";
    private static final String LATER = """
            CREATE OR REPLACE FUNCTION price(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 3';
            CREATE OR REPLACE VIEW vw AS SELECT id FROM t WHERE n > 0;
            DROP TRIGGER g ON t;
            CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW EXECUTE PROCEDURE f();
            CREATE POLICY p ON t USING (n > 1);
            ALTER SEQUENCE t_id_seq INCREMENT BY 10;
            CREATE STATISTICS st ON v, n FROM t;
            COMMENT ON TABLE t IS 'c';
            REVOKE EXECUTE ON FUNCTION price(int) FROM public;
            CREATE SEQUENCE made_by_a_trigger;
            CREATE INDEX later ON t (n)""";

    private static final String COMES = "CREATE INDEX i ON t (v); ALTER TABLE t ADD CONSTRAINT k CHECK (v <> 'x');"
            + " CREATE VIEW w AS SELECT * FROM t; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'";
    private static final String GOES = "DROP INDEX i; ALTER TABLE t DROP CONSTRAINT k; DROP VIEW w; DROP FUNCTION f()";

    @Test
    void whatDiffersIsToldWithinSecondsAndWhenItDoesNoMore() throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(LATER);
                Awaitility.await().until(() -> !last(journey).isEmpty());
                assertThat(String.join("\n", last(journey)))
                        .contains(
                                "public.price",
                                "view public.vw",
                                "trigger g",
                                "policy p",
                                "sequence public.t_id_seq",
                                "statistics public.st",
                                "comment",
                                "privileges on",
                                "sequence public.made_by_a_trigger is missing on the target",
                                "index public.later is missing on the target");
                Awaitility.await()
                        .until(() ->
                                String.valueOf(replicator.status().lastError()).contains("definition(s) differ"));
                Journey.execute(journey.target, LATER);
                Awaitility.await().until(() -> last(journey).isEmpty());
            }
        }
    }

    /** An object may be dropped between the moment in which it is found and the one in which its definition is asked for. */
    @Test
    void objectsThatComeAndGoMeanwhileEndNoComparison() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection busy = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.catchUp();
            var stopped = new AtomicBoolean();
            var thread = new Thread(() -> {
                while (!stopped.get()) {
                    Unchecked.run(() -> Journey.execute(busy, COMES));
                    Unchecked.run(() -> Journey.execute(busy, GOES));
                    Unchecked.run(() -> Thread.sleep(1000));
                }
            });
            thread.start();
            try (Replicator replicator = journey.open()) {
                for (int i = 0; i < 30; i++) {
                    assertThat(replicator
                                    .verify(VerifyOptions.defaults().withLoad(1))
                                    .isRowsEqual())
                            .isTrue();
                }
            } finally {
                stopped.set(true);
                thread.join();
            }
        }
    }

    private static List<String> last(Journey journey) {
        return journey.events().stream()
                .filter(DefinitionsDiffer.class::isInstance)
                .map(event -> ((DefinitionsDiffer) event).differences())
                .reduce(List.of(), (earlier, later) -> later);
    }
}
