package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** A database's catalog at one moment, to prove that a command has changed nothing. Immutable. */
record CatalogState(Map<String, String> lines) {
    private static final String SQL = """
            SELECT 'relation ' || c.oid, format('%s %s %s %s %s %s %s', c.relnamespace::regnamespace, c.relname, c.relkind,
                c.relfilenode, c.relowner::regrole, c.relacl, c.relrowsecurity) FROM pg_class AS c
                WHERE c.relnamespace::regnamespace::text !~ '^pg_'
            UNION ALL SELECT 'column ' || a.attrelid || '.' || a.attnum, to_jsonb(a)::text FROM pg_attribute AS a
                WHERE a.attrelid >= 16384
            UNION ALL SELECT 'constraint ' || k.oid, to_jsonb(k)::text FROM pg_constraint AS k WHERE k.oid >= 16384
            UNION ALL SELECT 'index ' || i.indexrelid, to_jsonb(i)::text FROM pg_index AS i WHERE i.indexrelid >= 16384
            UNION ALL SELECT 'trigger ' || t.oid, to_jsonb(t)::text FROM pg_trigger AS t
            UNION ALL SELECT 'rule ' || r.oid, r.rulename || ' ' || r.ev_enabled::text FROM pg_rewrite AS r WHERE r.oid >= 16384
            UNION ALL SELECT 'function ' || p.oid, to_jsonb(p)::text FROM pg_proc AS p WHERE p.oid >= 16384
            UNION ALL SELECT 'type ' || t.oid, t.typname FROM pg_type AS t WHERE t.oid >= 16384
            UNION ALL SELECT 'schema ' || n.oid, to_jsonb(n)::text FROM pg_namespace AS n WHERE n.nspname !~ '^pg_(toast_)?temp'
            UNION ALL SELECT 'extension ' || e.oid, to_jsonb(e)::text FROM pg_extension AS e
            UNION ALL SELECT 'privilege ' || d.oid, to_jsonb(d)::text FROM pg_default_acl AS d
            -- roles are the server's: other tests make theirs meanwhile, and the stand-ins of a side that they use first
            UNION ALL SELECT 'role ' || r.oid, r.rolname || coalesce(r.rolconfig::text, '') FROM pg_roles AS r
            WHERE r.rolname !~ '^(made_by_test|heroku_|rds_)'
            UNION ALL SELECT 'large object ' || l.oid, '' FROM pg_largeobject_metadata AS l
            """;

    /** Reads the catalog; the connection must be the superuser's. */
    static CatalogState read(Connection superuser) throws SQLException {
        var lines = new TreeMap<String, String>();
        try (Statement statement = superuser.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                lines.put(rows.getString(1), rows.getString(2));
            }
        }
        return new CatalogState(lines);
    }
}
