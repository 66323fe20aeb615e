package io.pgreplicator.it;

/** The SQL that makes an ordinary server look like Heroku's or Amazon's to those who log in. Immutable. */
final class StandIns {

    /** Only from here on can a role other than the superuser be allowed to set session_replication_role. */
    private static final int FIRST_WITH_GRANT_SET = 15;

    private StandIns() {}

    /** The roles of a source; may be run again. */
    static String source() {
        return role("heroku_app", "LOGIN PASSWORD 'app' NOSUPERUSER NOCREATEDB NOCREATEROLE")
                + "GRANT pg_monitor, pg_read_all_settings, pg_read_all_stats, pg_signal_backend TO heroku_app;\n"
                + role("heroku_reporter", "LOGIN PASSWORD 'rep'");
    }

    /** The roles of a target; may be run again. */
    static String target(int major) {
        String roles = role("rds_superuser", "NOLOGIN")
                + role(
                        "rds_master",
                        "LOGIN PASSWORD 'rds' CREATEDB CREATEROLE IN ROLE rds_superuser, pg_monitor, pg_signal_backend");
        return major < FIRST_WITH_GRANT_SET
                ? roles
                : roles + "GRANT SET ON PARAMETER session_replication_role TO rds_superuser;\n";
    }

    /** Lets the second credential write what the owner creates in one schema; run by a superuser in the database. */
    static String reporterMayWrite(String schema) {
        String defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE heroku_app IN SCHEMA " + identifier(schema) + " GRANT ";
        return "GRANT USAGE ON SCHEMA " + identifier(schema) + " TO heroku_reporter;\n"
                + defaults + "SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO heroku_reporter;\n"
                + defaults + "USAGE, SELECT, UPDATE ON SEQUENCES TO heroku_reporter;\n";
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String role(String name, String attributes) {
        return """
                DO $$BEGIN
                  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                    CREATE ROLE %1$s %2$s;
                  END IF;
                END$$;
                """.formatted(name, attributes);
    }
}
