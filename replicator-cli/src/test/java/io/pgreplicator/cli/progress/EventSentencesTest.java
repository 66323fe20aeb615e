package io.pgreplicator.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.CaptureEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CaptureStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Checked;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkLeftToRounds;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.ColumnsAdapted;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestart;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsDiffer;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsReject;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildStarted;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectsForgotten;
import io.pgreplicator.telemetry.ReplicationEvent.OutageStarted;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCaptured;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionLeft;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionNotCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RepairEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RepairStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RunStarted;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaCopyStarted;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStep;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStepEnded;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStepStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Synced;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyEnded;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyStarted;
import io.pgreplicator.telemetry.ReplicationEvent.TableDiffers;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationEnded;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Way;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event says what it is to say: a new one is either given a sentence or named here as silent. */
class EventSentencesTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "a");
    private static final Ending DONE = Ending.done(Duration.ofMinutes(1));

    /** Progress shows it better, or the command says it at its end. */
    private static final Set<Class<?>> SILENT = Set.of(
            RunStarted.class,
            RunEnded.class,
            PhaseEnded.class,
            CaptureStarted.class,
            CaptureEnded.class,
            TableCopyStarted.class,
            TableCopyEnded.class,
            ChunkStarted.class,
            ChunkEnded.class,
            ObjectBuildStarted.class,
            RoundStarted.class,
            RoundEnded.class,
            OutageStarted.class,
            RepairStarted.class,
            UninstallStarted.class,
            UninstallEnded.class,
            SchemaCopyStarted.class,
            SchemaStepEnded.class,
            Checked.class,
            VerificationStarted.class,
            VerificationEnded.class,
            CutoverEnded.class,
            Way.class,
            Synced.class);

    private final EventSentences sentences = new EventSentences();

    static Stream<Class<?>> events() {
        return records(ReplicationEvent.class);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(each -> records(each));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventHasASentenceOrIsSilent(Class<?> type) throws ReflectiveOperationException {
        String sentence = sentences.of((ReplicationEvent) sample(type));
        assertThat(sentence == null)
                .as("%s says %s", type.getSimpleName(), sentence)
                .isEqualTo(SILENT.contains(type));
    }

    @Test
    void tellsOfTables() {
        assertSays(new PartitionCaptured(TABLE), "the new partition public.a is captured from now on");
        assertSays(
                new PartitionLeft(TABLE, "public.a_1"),
                "WARN  the partition public.a_1 of public.a was detached or dropped on the source; its rows are deleted from"
                        + " the target");
        assertSays(
                new TablesDropped(List.of(TABLE), List.of(), List.of(), List.of()),
                "WARN  dropped on the source and not replicated any more: public.a. What the target has of them stays as it is,"
                        + " without foreign keys; to drop it there: DROP TABLE \"public\".\"a\";");
        assertSays(
                new TablesDropped(
                        List.of(TABLE),
                        List.of(TABLE),
                        List.of(),
                        List.of("ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a")),
                "WARN  dropped on the source and not replicated any more: public.a. What the target has of them stays as it is,"
                        + " without foreign keys; to drop it there: DROP TABLE \"public\".\"a\"; Of public.a the source has another"
                        + " table now: to have that one replicated, on the target: TRUNCATE ONLY \"public\".\"a\"; then run the command"
                        + " again. To keep it with its foreign keys, which refuse what refers to nothing, after 'replicator"
                        + " uninstall', on the target: ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a;");
        assertSays(
                new TablesDropped(List.of(), List.of(), List.of(), List.of()),
                "what was dropped on the source is gone from the target as well");
        assertSays(
                new DefinitionsDiffer(List.of("view public.v is missing on the target")),
                "WARN  definitions are not replicated, and differ:\n  view public.v is missing on the target"
                        + "\n  'replicator verify --objects' lists them at any time. What is missing as a whole (a table, a view, a"
                        + " function, a type), 'replicator schema' creates while no 'replicator run' works.");
        assertSays(
                new DefinitionsDiffer(List.of()),
                "definitions and privileges of both sides are equal again, as far as they are compared");
        assertSays(
                new DefinitionsReject(
                        List.of("The source has no constraint k.\nOn the target: ALTER TABLE t DROP CONSTRAINT k;")),
                "WARN  The source has no constraint k.\nOn the target: ALTER TABLE t DROP CONSTRAINT k;");
        assertSays(new DefinitionsReject(List.of()), "no definition of the target rejects rows of the source any more");
        assertSays(new PartitionCreated(TABLE), "the partition public.a was created on the target");
        assertSays(
                new PartitionNotCreated(TABLE, "must be owner", "On the target: CREATE TABLE a;"),
                "WARN  the partition public.a could not be created on the target (must be owner). Rows of it are refused there, or"
                        + " are in another partition. On the target: CREATE TABLE a;");
        assertSays(
                new ColumnsAdapted(TABLE, "id integer", "id bigint", List.of("id"), List.of()),
                "The columns of public.a changed: they were (id integer) and are (id bigint)."
                        + " They are carried as they are from now on.");
        assertSays(
                new ColumnsAdapted(TABLE, "id integer", "id integer", List.of("id"), List.of()),
                "The values of id of public.a were rewritten on the source. They are carried as they are from now on.");
        assertSays(
                new CopyRestarted(TABLE, CopyRestart.REWRITTEN),
                "public.a was rewritten or truncated on the source; its copy begins anew");
        assertSays(
                new ChunkLeftToRounds(TABLE, 4, "23514", "violates \"positive\""),
                "the target refused a row of public.a (violates \"positive\");"
                        + " the rows of chunk 4 come with the first round");
    }

    /** Statements stay beside their side. */
    @Test
    void tellsOfTheWayBackInTheWordsOfTheUser() {
        assertThat(sentences.of(new Way(true))).isNull();
        assertSays(
                new TablesDropped(List.of(TABLE), List.of(TABLE), List.of(), List.of()),
                "WARN  dropped on the target and not replicated any more: public.a. What the source has of them stays as it is,"
                        + " without foreign keys; to drop it there: DROP TABLE \"public\".\"a\"; Of public.a the target has another"
                        + " table now: to have that one replicated, on the source: TRUNCATE ONLY \"public\".\"a\"; then run the command"
                        + " again");
        assertSays(new PartitionCreated(TABLE), "the partition public.a was created on the source");
        assertSays(new ReplicationEvent.GoesBack(), "changes go from the target back to the source, since a cutover");
        assertThat(sentences.of(new Way(false))).isNull();
        assertSays(new PartitionCreated(TABLE), "the partition public.a was created on the target");
    }

    @Test
    void tellsOfTheSchema() {
        assertSays(new SchemaStepStarted(SchemaStep.READ, 16), "reading the schema of the source with pg_dump 16");
        assertSays(
                new SchemaStepStarted(SchemaStep.CREATE, 16), "creating the schema of the target with pg_restore 16");
        assertSays(
                new SchemaObjectLeftOut("view lag", "needs a table that is left out"),
                "left out: view lag, which needs a table that is left out");
    }

    @Test
    void tellsOfARepair() {
        assertSays(
                new TableDiffers(TABLE, 1100, 1099, 1),
                "public.a differs: 1,100 rows on the source, 1,099 on the target; 1 are marked as changed");
        assertSays(repaired(0, 0, 0), "nothing to repair: no table is copied to its end");
        assertSays(repaired(2, 1100, 0), "compared 1,100 rows of 2 tables: all are equal");
        assertSays(
                repaired(2, 1100, 7),
                "compared 1,100 rows of 2 tables: 7 are marked as changed, and the next round brings them");
    }

    @Test
    void namesTheSqlOfWhatIsForgotten() {
        var object = new OpenObject("index", TABLE, "a_v", "twice [23505]", "CREATE INDEX;", "SELECT 1;", false);
        assertSays(
                new ObjectsForgotten(List.of(object)),
                "not put back on the target, and not recorded from now on:"
                        + "\n  index a_v of public.a: twice [23505]\n    SQL: CREATE INDEX;\n    rows in the way: SELECT 1;");
    }

    private static RepairEnded repaired(long tables, long rows, long marked) {
        return new RepairEnded(new RepairStarted(), tables, rows, marked, DONE);
    }

    private void assertSays(ReplicationEvent event, String sentence) {
        assertThat(sentences.of(event)).isEqualTo(sentence);
    }

    /** A value of the type, made of samples of its components. */
    private static Object sample(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType list) {
            return list.getRawType() == Map.class
                    ? Map.of("id", "7")
                    : List.of(sample(list.getActualTypeArguments()[0]));
        }
        var known = Map.<Type, Object>of(
                String.class,
                "text",
                long.class,
                7L,
                Long.class,
                7L,
                int.class,
                7,
                Integer.class,
                7,
                boolean.class,
                false,
                Duration.class,
                Duration.ofMinutes(1),
                Instant.class,
                Instant.EPOCH,
                Ending.class,
                DONE);
        if (known.containsKey(type)) {
            return known.get(type);
        }
        var raw = (Class<?>) type;
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        RecordComponent[] components = raw.getRecordComponents();
        var types = new Class<?>[components.length];
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = sample(components[i].getGenericType());
        }
        return raw.getDeclaredConstructor(types).newInstance(values);
    }
}
