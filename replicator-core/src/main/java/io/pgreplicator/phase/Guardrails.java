package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.CopiedTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.StoredStatus;
import io.pgreplicator.control.VerificationRecord;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.round.ShapeChange;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is looked at before a cutover, by name: what would make it fail, or make applications fail after it. Changes nothing. What has
 * to hold in the moment of the switch is looked at once more by {@link Cutover}. Confined to one thread.
 */
public final class Guardrails {
    private static final String FOLLOWING = "following";
    private static final String WAY_BACK = "way back";

    private final Session from;
    private final Session to;
    private final Ends ends;
    private final Direction direction;
    private final ReplicatorConfig config;
    private final CutoverOptions options;
    private final Readiness readiness;
    private final List<Finding> findings = new ArrayList<>();
    private Optional<LastVerification> proof = Optional.empty();

    /** What is valid on the side to leave: what is not there either need not be on the other one. */
    private record Validity(List<String> constraints, List<String> indexes) {
        static Validity of(Session session) {
            return session.doing("reading what is valid")
                    .query(
                            SqlFile.of(Guardrails.class, "valid_objects.sql").text(),
                            row -> new Validity(
                                    Arrays.asList((String[]) row.getArray(1).getArray()),
                                    Arrays.asList((String[]) row.getArray(2).getArray())))
                    .get(0);
        }
    }

    private Guardrails(
            Session from,
            Session to,
            Ends ends,
            Direction direction,
            ReplicatorConfig config,
            CutoverOptions options,
            Readiness readiness) {
        this.from = from;
        this.to = to;
        this.ends = ends;
        this.direction = direction;
        this.config = config;
        this.options = options;
        this.readiness = readiness;
    }

    /**
     * All findings, by name, when nothing was done before, in the words of who has given the two databases. {@code ends}: in the direction
     * in which changes go at this moment.
     */
    public static List<Finding> of(Ends ends, ReplicatorConfig config, CutoverOptions options) {
        Guardrails looked = look(ends, config, options, new Readiness());
        looked.wayBack();
        return looked.given();
    }

    /** Looks at all of them. {@code readiness}: what was done before. */
    static Guardrails look(Ends ends, ReplicatorConfig config, CutoverOptions options, Readiness readiness) {
        Direction direction = Direction.of(ends);
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            var guardrails = new Guardrails(from, to, ends, direction, config, options, readiness);
            guardrails.run();
            return guardrails;
        }
    }

    /** What was found, by name. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The same in the words of who has given the two databases. */
    List<Finding> given() {
        return ends.source().given() == Side.SOURCE
                ? findings()
                : findings.stream().map(Finding::onTheWayBack).toList();
    }

    /** The last comparison of all rows; empty without one. */
    Optional<LastVerification> proof() {
        return proof;
    }

    private void run() {
        if (CaptureSchema.migration(from).isEmpty()
                || !CaptureSchema.migration(from).equals(Migration.read(to).map(Migration::id))) {
            findings.add(Finding.fail(
                    FOLLOWING,
                    "no migration goes from the one to the other",
                    "Run 'replicator run --until caught-up' first."));
            return;
        }
        List<CapturedTable> captured = CaptureSchema.tables(from).stream()
                .filter(table -> !table.dropped())
                .toList();
        capture(captured);
        copied(captured);
        StoredStatus status = StoredStatus.read(to);
        refused(status);
        repaired();
        verified(captured.size());
        objects();
        sequences(status);
        definitions(captured);
        writers();
        sides();
    }

    /** What the way back needs is looked at once more when the cutover prepares it. */
    private void wayBack() {
        boolean follows =
                findings.stream().noneMatch(finding -> finding.subject().equals(FOLLOWING));
        if (follows) {
            for (Finding finding : Reversal.obstacles(ends, config)) {
                findings.add(Finding.fail(WAY_BACK, finding.subject() + ": " + finding.message(), finding.cure()));
            }
            passUnless(WAY_BACK, "nothing stands in its way");
        }
    }

    private void capture(List<CapturedTable> captured) {
        captured.stream()
                .filter(table -> !table.unchanged())
                .map(ShapeChange::of)
                .forEach(change ->
                        findings.add(Finding.fail("capture", String.valueOf(change.getMessage()), change.cure())));
        passUnless("capture", captured.size() + " captured tables are as they were");
    }

    /** A table that came since the start is not captured; one that is not copied has other rows. */
    private void copied(List<CapturedTable> captured) {
        Set<QualifiedName> done = CopyJournal.planned(to).stream()
                .filter(CopyJournal.Planned::copied)
                .map(CopyJournal.Planned::name)
                .collect(Collectors.toSet());
        Set<QualifiedName> known = captured.stream().map(CapturedTable::name).collect(Collectors.toSet());
        // what the other side has dropped, while it took writes, is on this one still
        List<QualifiedName> kept = CopyJournal.dropped(from).stream()
                .filter(config.tables()::includes)
                .toList();
        TableFilter filter = config.tables().without(kept);
        List<QualifiedName> missing = CatalogReader.tables(from, filter).stream()
                .filter(table -> table.extension() == null)
                .map(Table::name)
                .filter(name -> !known.contains(name) || !done.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            findings.add(Finding.fail(
                    "tables",
                    "not replicated yet: " + NameList.of(missing),
                    "Run 'replicator run --until caught-up', or leave them out with --exclude-table."));
        }
        List<QualifiedName> leftOut = known.stream()
                .filter(name -> !config.tables().includes(name))
                .sorted()
                .toList();
        if (!leftOut.isEmpty()) {
            findings.add(
                    Finding.fail(
                            "tables",
                            "replicated, and left out by the choice of tables of this command, so that the way back would leave them out: "
                                    + NameList.of(leftOut),
                            "Give the command the choice of tables that the migration began with (--table, --exclude-table, --schema)."));
        }
        present(known);
        passUnless("tables", "every selected table is copied");
        if (!kept.isEmpty()) {
            findings.add(Finding.fail(
                    "dropped tables",
                    "dropped on the other side and not replicated any more: " + NameList.of(kept)
                            + ". What is written to them on the source stays there",
                    "Create them on the target ('replicator schema' does), and run 'replicator run --until caught-up': they are replicated"
                            + " anew. Or drop them on the source, or leave them out with --exclude-table."));
        }
        TablesDropped dropped = LettingGo.news(from, to);
        if (!dropped.tables().isEmpty()) {
            findings.add(Finding.warn("dropped tables", dropped.what(), dropped.cure()));
        }
        passUnless("dropped tables", "none is left");
    }

    /** What was dropped took its rows along, whatever has its name now. */
    private void present(Set<QualifiedName> known) {
        List<CopiedTable> lost = CopiedTable.read(to).stream()
                .filter(table -> known.contains(table.name()) && !table.present())
                .toList();
        if (!lost.isEmpty()) {
            findings.add(Finding.fail(
                    "tables", CopiedTable.describe(lost, Side.TARGET), CopiedTable.cure(lost, Side.TARGET)));
        }
    }

    private void refused(StoredStatus status) {
        if (status.refusedRows() > 0) {
            findings.add(Finding.fail(
                    "refused rows",
                    status.refusedRows() + " row(s) are not on the other side as they are here",
                    "'replicator status' names the first of them."));
        }
        passUnless("refused rows", "none");
    }

    private void repaired() {
        Migration.read(to)
                .map(Migration::repairDue)
                .ifPresent(why ->
                        findings.add(Finding.fail("repair", "rows may have been altered: " + why, Cures.BRING_ROWS)));
        passUnless("repair", "none is due");
    }

    private void verified(int captured) {
        Optional<VerificationRecord> last = VerificationRecord.last(to);
        proof = last.map(VerificationRecord::found);
        findings.addAll(last.map(one -> VerifiedGuardrail.of(one, direction, captured))
                .orElseGet(() -> List.of(VerifiedGuardrail.none())));
    }

    private void objects() {
        List<OpenObject> open = OpenObjects.inTheWay(from, to);
        if (!open.isEmpty()) {
            findings.add(Finding.fail(
                    "objects", "not back:\n" + OpenObjects.describe(open), OpenObjects.whileFollowing(open)));
        }
        passUnless("objects", "all indexes, foreign keys and triggers are back, or come back before the switch ends");
    }

    private void sequences(StoredStatus status) {
        for (Progress.SequenceProblem problem : status.sequenceProblems()) {
            findings.add(
                    Finding.fail(
                            "sequences",
                            problem.sequence() + ": " + problem.problem(),
                            "Do what is said there. A replicator that runs tries again by itself; otherwise 'replicator run --until caught-up' does."));
        }
        passUnless("sequences", "ahead on the other side, as far as the last run has seen");
    }

    private void definitions(List<CapturedTable> captured) {
        TableFilter filter = config.tables().without(LettingGo.news(from, to).tables());
        Set<QualifiedName> names = captured.stream().map(CapturedTable::name).collect(Collectors.toSet());
        findings.addAll(DefinitionsGuardrail.of(ends, from, to, filter, names));
    }

    /** Whoever writes for long makes every attempt fail until then; a prepared transaction may never end. */
    private void writers() {
        for (OpenTransaction writer : CaptureSchema.openTransactions(from)) {
            Long known = writer.ageSeconds();
            long age = known == null ? Long.MAX_VALUE : known;
            if (writer.pid() == null && age >= options.deadline().toSeconds()) {
                findings.add(Finding.fail(
                        "prepared transactions",
                        writer + ": older than the deadline",
                        PreparedTransactions.cure(from, writer)));
            } else if (age >= options.pause().toSeconds()) {
                findings.add(Finding.warn(
                        writer.pid() == null ? "prepared transactions" : "long writers",
                        writer.toString(),
                        "The cutover waits for its end, for as long as --deadline allows."));
            }
        }
        passUnless("prepared transactions", "none has been waiting for longer than --max-pause");
        passUnless("long writers", "none is older than --max-pause");
    }

    private void sides() {
        warnings(
                from,
                "side_to_leave.sql",
                Side.SOURCE,
                Long.toString(options.pause().toMillis()));
        passUnless("large objects", "none");
        long clients = from.queryLong("SELECT count(*) FROM pg_catalog.pg_stat_activity AS a"
                + " WHERE a.backend_type = 'client backend' AND a.datname = current_database()"
                + " AND a.application_name NOT LIKE 'replicator %'");
        Validity validity = Validity.of(from);
        warnings(
                to,
                "side_to_enter.sql",
                Side.TARGET,
                Long.toString(clients),
                readiness.refreshed(),
                validity.constraints,
                validity.indexes);
        readiness
                .failed()
                .forEach((view, reason) -> findings.add(Finding.warn(
                        "materialized views",
                        view + ": " + reason,
                        Side.TARGET.place(true) + "REFRESH MATERIALIZED VIEW " + view
                                + "; -- once what the message names is right, before the cutover or after it")));
        passUnless(
                "materialized views",
                readiness.refreshed().isEmpty() ? "none" : "refreshed: " + String.join(", ", readiness.refreshed()));
        for (String name : List.of("timeouts", "standbys", "connections", "statistics", "indexes", "constraints")) {
            passUnless(name, "nothing found");
        }
    }

    private void warnings(Session session, String file, Side side, Object... parameters) {
        session.doing("looking at what is ready for a cutover")
                .query(
                        SqlFile.of(Guardrails.class, file)
                                .with("place", side.place(true))
                                .with("administrator", side.place(false))
                                .with("side", side.toString())
                                .text(),
                        row -> findings.add(Finding.warn(row.getString(1), row.getString(2), row.getString(3))),
                        parameters);
    }

    private void passUnless(String name, String message) {
        if (findings.stream().noneMatch(finding -> finding.subject().equals(name))) {
            findings.add(Finding.pass(name, message));
        }
    }
}
