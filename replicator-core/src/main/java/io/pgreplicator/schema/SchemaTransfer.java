package io.pgreplicator.schema;

import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStep;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStepEnded;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStepStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * pg_dump, a filter and pg_restore, one after the other through a temporary directory. The restore is one transaction.
 * Confined to one thread.
 */
final class SchemaTransfer {
    private static final Pattern COMMAND = Pattern.compile("Command was: ([^\n(;]*)");
    private static final Pattern EXTENSION = Pattern.compile("permission denied to create extension \"([^\"]+)\"");
    private static final Pattern ERROR = Pattern.compile("error: (?:could not execute query: )?(?:ERROR: +)?(.*)");

    /** An entry for which the role lacks a right, or that names what the server does not have. */
    private static final Pattern DENIED_ENTRY =
            Pattern.compile("from TOC entry (\\d+);[^\n]*\n[^\n]*error: [^\n]*?ERROR: +"
                    + "((?:permission denied|must be |only superuser|could not access file|could not open extension control file"
                    + "|[^\n]* (?:does not exist|is not available))[^\n]*)");

    /** What is denied for everything in a place, or has a cure of its own. */
    private static final Pattern DENIED_PLACE =
            Pattern.compile("^permission denied (?:for (?:schema|database)|to create extension) ");

    /** What pg_restore writes above each entry of a script. */
    private static final Pattern ENTRY_HEAD = Pattern.compile("(?m)^--\\n-- Name: [^\\n]*\\n--\\n");

    /** What it writes behind the last one. */
    private static final Pattern END = Pattern.compile("(?s)\\n--\\n-- PostgreSQL database dump complete\\n.*");

    private static final Pattern NEEDLESS_QUOTES = Pattern.compile("\"([a-z_][a-z0-9_]*)\"");

    /** Lines that may hold values of rows. */
    private static final Pattern DETAIL = Pattern.compile("(?i)(?:pg_\\w+: )?(?:detail|context):");

    /** Maximum length of an argument list; systems allow two million bytes and more. */
    private static final int LONGEST_ARGUMENTS = 1_000_000;

    private final PostgresTools tools;
    private final ConnectionSettings source;
    private final ConnectionSettings target;
    private final String sourceOptions;
    private final String targetOptions;
    private final Work work;

    SchemaTransfer(
            PostgresTools tools,
            Session from,
            ConnectionSettings source,
            Session to,
            ConnectionSettings target,
            Work work) {
        this.tools = tools;
        this.source = source;
        this.target = target;
        this.sourceOptions = options(from);
        this.targetOptions = options(to);
        this.work = work;
    }

    /** Whether anything was created, and what was left out because the target did not take it. */
    record Outcome(boolean created, List<SchemaObjectLeftOut> leftOut) {
        Outcome {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Creates what is not omitted. {@code path}: the {@code search_path} for what is created. */
    Outcome run(Omissions omissions, String path) {
        try {
            Path directory = Files.createTempDirectory("replicator-schema");
            try {
                Path archive = directory.resolve("schema.dump");
                Path list = directory.resolve("schema.list");
                step(SchemaStep.READ, () -> {
                    dump(omissions, archive);
                    Files.write(archive, ArchivePath.set(Files.readAllBytes(archive), path));
                    list(omissions.list(), archive, list);
                });
                var leftOut = new ArrayList<SchemaObjectLeftOut>();
                if (Files.size(list) > 0) {
                    step(SchemaStep.CREATE, () -> restore(archive, list, omissions.names(), leftOut));
                }
                return new Outcome(Files.size(list) > 0, leftOut);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw ofDirectory(e);
        }
    }

    /** A program that uses the temporary directory. */
    private interface Program {
        void run() throws IOException;
    }

    private void step(SchemaStep step, Program program) {
        var start = new SchemaStepStarted(step, tools.major());
        work.act(
                start,
                () -> {
                    try {
                        program.run();
                    } catch (IOException e) {
                        throw ofDirectory(e);
                    }
                },
                ending -> new SchemaStepEnded(start, ending));
    }

    private static ReplicatorException ofDirectory(IOException failure) {
        return new ReplicatorException(
                ErrorCode.INTERNAL,
                "The schema could not be carried through the temporary directory: " + failure.getMessage(),
                "Make room there, or name another with -Djava.io.tmpdir; nothing was changed.",
                failure);
    }

    private void dump(Omissions omissions, Path archive) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                tools.program("pg_dump"),
                "--format=custom",
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "--no-publications",
                "--no-subscriptions",
                "--no-security-labels",
                "--no-tablespaces",
                "--no-password",
                "--encoding=UTF8",
                // the source quotes only what is a keyword in its own version
                "--quote-all-identifiers",
                "--lock-wait-timeout=5000",
                "--file=" + archive));
        omissions.schemas().forEach(schema -> command.add("--exclude-schema=" + pattern(schema)));
        omissions.relations().forEach(name -> command.add("--exclude-table=" + pattern(name)));
        command.add(database(source));
        if (command.stream().mapToInt(String::length).sum() > LONGEST_ARGUMENTS) {
            throw new ReplicatorException(
                    ErrorCode.CONFIG_INVALID,
                    omissions.relations().size() + " tables are left out, more than pg_dump can be told of.",
                    "Leave whole schemas out with --exclude-schema, or create the target's schema by hand.");
        }
        ChildProcess run = ChildProcess.run(command, environment(source, sourceOptions));
        if (run.exitCode() != 0) {
            throw new ReplicatorException(
                    ErrorCode.SOURCE_FAILED,
                    "pg_dump could not read the schema of the source: " + reason(run.errors())
                            + ". Nothing was changed.",
                    "Fix the cause on the source, then run the command again.");
        }
    }

    private void list(RestoreList filter, Path archive, Path list) throws IOException {
        Path all = all(archive);
        ChildProcess run = ChildProcess.run(
                List.of(tools.program("pg_restore"), "--list", "--verbose", "--file=" + all, archive.toString()),
                Map.of());
        if (run.exitCode() != 0) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL, "pg_restore could not read the archive: " + reason(run.errors()), "");
        }
        Files.write(list, filter.filter(Files.readAllLines(all)));
    }

    /** The file that lists everything in the archive, with the dependencies. */
    private static Path all(Path archive) {
        return archive.resolveSibling("all.list");
    }

    /** Restores what the list holds, without what the target does not take and no table needs: that leaves the list. */
    private void restore(Path archive, Path list, Map<String, String> names, List<SchemaObjectLeftOut> leftOut)
            throws IOException {
        Optional<String> errors = attempt(archive, list);
        while (errors.isPresent()) {
            Optional<Denied> denied = denied(errors.get());
            if (denied.isEmpty()) {
                throw refused(errors.get());
            }
            List<String> all = Files.readAllLines(all(archive));
            Optional<RestoreList.Reduced> reduced =
                    RestoreList.without(denied.get().number, all, Files.readAllLines(list), names);
            if (reduced.isEmpty()) {
                throw refused(archive, list, denied.get(), names);
            }
            var one = new SchemaObjectLeftOut(
                    reduced.get().object(), "the target did not take (" + denied.get().reason + ")");
            work.tell(one);
            leftOut.add(one);
            Files.write(list, reduced.get().lines());
            errors = reduced.get().lines().isEmpty() ? Optional.empty() : attempt(archive, list);
        }
    }

    /** An entry that the target does not take from this role, by its number in the archive, and why. */
    private record Denied(String number, String reason) {}

    private static Optional<Denied> denied(String errors) {
        Matcher entry = DENIED_ENTRY.matcher(errors);
        return entry.find() && !DENIED_PLACE.matcher(entry.group(2)).find()
                ? Optional.of(new Denied(entry.group(1), reason(errors)))
                : Optional.empty();
    }

    /** Looks for all that the target does not take, where a table needs the first; keeps nothing of what it tries. */
    private ReplicatorException refused(Path archive, Path list, Denied first, Map<String, String> names)
            throws IOException {
        List<String> all = Files.readAllLines(all(archive));
        List<String> lines = Files.readAllLines(list);
        var denied = new LinkedHashMap<String, String>();
        Optional<Denied> next = Optional.of(first);
        while (next.isPresent() && denied.putIfAbsent(next.get().number, next.get().reason) == null) {
            Files.write(list, RestoreList.deniedLast(denied.keySet(), all, lines));
            next = denied(attempt(archive, list).orElseThrow(SchemaTransfer::allowedMeanwhile));
        }
        String objects = denied.entrySet().stream()
                .map(one -> RestoreList.name(one.getKey(), all, names) + ": " + one.getValue())
                .collect(Collectors.joining("; "));
        String statements = forAdministrator(archive, RestoreList.forAdministrator(denied.keySet(), all, lines));
        String options = Exclusions.of(RestoreList.leftOutWith(denied.keySet(), all, names));
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The target refused of the schema " + objects + ". Nothing was changed.",
                statements
                        + (options.isEmpty()
                                ? "Fix the cause on the target."
                                : (statements.isEmpty() ? "Leave" : "Or leave")
                                        + " out what the target does not take, with what needs it: replicator schema "
                                        + options)
                        + "\nThen run the command again.");
    }

    /** What was tried to be refused was created. */
    private static ReplicatorException allowedMeanwhile() {
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The rights of the target's role changed while the schema was created: what was created lacks parts of tables.",
                "Drop what was created on the target, then run the command again.");
    }

    /** The statements for these lines, as lines of their own; empty for none. */
    private String forAdministrator(Path archive, List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            return "";
        }
        Path list = archive.resolveSibling("administrator.list");
        Path script = archive.resolveSibling("administrator.script");
        Files.write(list, lines);
        ChildProcess run = ChildProcess.run(
                List.of(
                        tools.program("pg_restore"),
                        "--use-list=" + list,
                        "--no-owner",
                        "--no-privileges",
                        "--no-tablespaces",
                        "--file=" + script,
                        archive.toString()),
                Map.of());
        if (run.exitCode() != 0) {
            return "";
        }
        String text = END.matcher(Files.readString(script)).replaceFirst("");
        String statements =
                Stream.of(ENTRY_HEAD.split(text)).skip(1).map(String::strip).collect(Collectors.joining("\n"));
        return "On the target, as an administrator:\n" + statements + "\n";
    }

    /** Restores what the list holds, all or nothing; returns the errors. */
    private Optional<String> attempt(Path archive, Path list) throws IOException {
        ChildProcess run = ChildProcess.run(
                List.of(
                        tools.program("pg_restore"),
                        "--use-list=" + list,
                        "--verbose", // names the entry at which it fails
                        "--single-transaction",
                        "--exit-on-error",
                        "--no-owner",
                        "--no-privileges",
                        "--no-tablespaces",
                        "--no-password",
                        "--dbname=" + database(target),
                        archive.toString()),
                environment(target, targetOptions));
        return run.exitCode() == 0 ? Optional.empty() : Optional.of(run.errors());
    }

    /** Makes one paragraph of pg_restore's multi-line output. */
    static ReplicatorException refused(String errors) {
        Matcher command = COMMAND.matcher(errors);
        String object = command.find()
                ? " at " + NEEDLESS_QUOTES.matcher(command.group(1).strip()).replaceAll("$1")
                : "";
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The target refused the schema" + object + ": " + reason(errors) + ". Nothing was changed.",
                cure(errors));
    }

    private static String cure(String errors) {
        if (errors.contains("max_locks_per_transaction")) {
            return "Raise max_locks_per_transaction in the configuration of the target's server and restart it: the schema is created in"
                    + " one transaction. Then run the command again.";
        }
        Matcher extension = EXTENSION.matcher(errors);
        if (extension.find()) {
            return "Let an administrator of the target's database run CREATE EXTENSION "
                    + Sql.identifier(extension.group(1))
                    + " in the schema where the source has it; then run the command again.";
        }
        return "Fix the cause on the target, or leave the object out (--exclude-table, --exclude-schema, --exclude-extension, --exclude-object), then run"
                + " the command again.";
    }

    private static String reason(String errors) {
        Matcher error = ERROR.matcher(errors);
        String line = error.find()
                ? error.group(1)
                : errors.lines()
                        .filter(each -> !DETAIL.matcher(each).lookingAt())
                        .collect(Collectors.joining(" "));
        String text = line.strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** An exact name in the syntax of pg_dump's patterns: inside double quotes no character has a special meaning. */
    private static String pattern(String name) {
        return Sql.identifier(name);
    }

    private static String pattern(QualifiedName name) {
        return name.quoted();
    }

    /** As conninfo, because a bare database name that contains an equals sign would be parsed as conninfo. */
    private static String database(ConnectionSettings settings) {
        return "dbname='" + settings.database().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Only where a setting is in the way: a pooler may take no options. */
    private static String options(Session session) {
        return String.join(
                " ",
                session.doing("reading the settings for a schema")
                        .query(
                                SqlFile.of(SchemaTransfer.class, "settings_in_the_way.sql")
                                        .text(),
                                row -> row.getString(1)));
    }

    private static Map<String, String> environment(ConnectionSettings settings, String options) {
        var environment = new HashMap<>(settings.libpqEnvironment());
        if (!options.isEmpty()) {
            environment.merge("PGOPTIONS", options, (given, ours) -> given + " " + ours);
        }
        environment.put("PGAPPNAME", Role.sessionFor("schema"));
        environment.putIfAbsent("PGCONNECT_TIMEOUT", "10");
        return environment;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
