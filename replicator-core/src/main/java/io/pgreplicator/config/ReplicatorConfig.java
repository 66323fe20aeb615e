package io.pgreplicator.config;

import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.connection.ConnectionString;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import io.pgreplicator.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One migration: two databases, the tables to replicate, and the options. Immutable; made by {@link #builder}.
 *
 * @param source the database that is copied and followed
 * @param target the database that receives the rows
 * @param tables which tables are replicated
 * @param copy options of the initial copy
 * @param rounds options of the rounds after it
 * @param sessions options of the sessions on the two servers
 */
public record ReplicatorConfig(
        ConnectionSettings source,
        ConnectionSettings target,
        TableFilter tables,
        CopyOptions copy,
        RoundOptions rounds,
        SessionOptions sessions) {

    /** The part of it that needs no target. */
    public SourceConfig ofSource() {
        return new SourceConfig(source, tables, copy, rounds, sessions);
    }

    /** The same without these tables, too. */
    public ReplicatorConfig without(Collection<QualifiedName> names) {
        return new ReplicatorConfig(source, target, tables.without(names), copy, rounds, sessions);
    }

    /** The written form of the value of a setting. */
    public String textOf(Setting setting) {
        return setting.textIn(options());
    }

    private Options options() {
        return new Options(copy, rounds, sessions);
    }

    /**
     * The same configuration with other values of those settings; throws {@link ConfigException} naming everything that is
     * wrong with them.
     */
    ReplicatorConfig with(Map<String, String> values) {
        Options options = SettingValues.changed(options(), values);
        return new ReplicatorConfig(source, target, tables, options.copy(), options.rounds(), options.sessions());
    }

    /** A builder with every setting at its default and no databases yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings; {@link #build} reports every problem at once. Confined to one thread. */
    public static final class Builder {
        private @Nullable String source;
        private @Nullable String target;
        private TableFilter tables = TableFilter.all();
        private CopyOptions copy = CopyOptions.defaults();
        private RoundOptions rounds = RoundOptions.defaults();
        private SessionOptions sessions = SessionOptions.defaults();

        private Builder() {}

        /** The source, as a URI, a JDBC URL, {@code key=value} conninfo or {@code service=name}. */
        public Builder source(String connection) {
            this.source = connection;
            return this;
        }

        /** The target, in the same forms. */
        public Builder target(String connection) {
            this.target = connection;
            return this;
        }

        public Builder tables(TableFilter filter) {
            this.tables = filter;
            return this;
        }

        public Builder copy(CopyOptions options) {
            this.copy = options;
            return this;
        }

        public Builder rounds(RoundOptions options) {
            this.rounds = options;
            return this;
        }

        public Builder sessions(SessionOptions options) {
            this.sessions = options;
            return this;
        }

        Options options() {
            return new Options(copy, rounds, sessions);
        }

        Builder options(Options options) {
            return copy(options.copy()).rounds(options.rounds()).sessions(options.sessions());
        }

        /**
         * The configuration. Reads the PG* variables, the service file and the password file; opens no connection.
         *
         * @throws ConfigException naming every problem: missing or unreadable connections, options that are out of range or
         *     contradict each other, empty patterns
         */
        public ReplicatorConfig build() {
            var problems = new ArrayList<Problem>();
            ConnectionSettings from = connection("source", source, problems);
            ConnectionSettings to = connection("target", target, problems);
            problems.addAll(tables.problems());
            problems.addAll(SettingValues.problems(options()));
            if (from == null || to == null || !problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return new ReplicatorConfig(from, to, tables, copy, rounds, sessions);
        }

        /** As {@link #build}, for a source whose target does not exist yet. */
        public SourceConfig buildSource() {
            var problems = new ArrayList<Problem>();
            ConnectionSettings from = connection("source", source, problems);
            problems.addAll(tables.problems());
            problems.addAll(SettingValues.problems(options()));
            if (from == null || !problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return new SourceConfig(from, tables, copy, rounds, sessions);
        }

        /** As {@link #build}, for a target whose source is gone. */
        public TargetConfig buildTarget() {
            var problems = new ArrayList<Problem>();
            ConnectionSettings to = connection("target", target, problems);
            problems.addAll(SettingValues.problems(options()));
            if (to == null || !problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return new TargetConfig(to, copy, sessions);
        }

        private static @Nullable ConnectionSettings connection(
                String side, @Nullable String text, List<Problem> problems) {
            if (text == null) {
                problems.add(Problem.of(
                        side,
                        "no " + side + " is given: use --" + side + ", the configuration file or REPLICATOR_"
                                + side.toUpperCase(Locale.ROOT)));
                return null;
            }
            try {
                return ConnectionString.parse(text, System.getenv());
            } catch (ConfigException e) {
                problems.add(Problem.of(side, side + ": " + e.getMessage(), e.cure()));
                return null;
            }
        }
    }
}
