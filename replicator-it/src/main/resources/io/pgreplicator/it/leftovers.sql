-- Everything in this database that bears the replicator's name. In: nothing. Out: one line for each.
SELECT 'schema ' || nspname
  FROM pg_namespace
 WHERE nspname ~ '^replicator'
UNION ALL
SELECT format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' ELSE 'table' END,
              n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind NOT IN ('c', 't')
   AND (n.nspname ~ '^replicator' OR c.relname ~ '^replicator')
UNION ALL
SELECT 'function ' || p.oid::regprocedure
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname ~ '^replicator' OR p.proname ~ '^replicator'
UNION ALL
SELECT format('trigger %I on %s', t.tgname, t.tgrelid::regclass)
  FROM pg_trigger t
 WHERE t.tgname ~ '^replicator' AND t.tgparentid = 0
UNION ALL
SELECT format('type %I.%I', n.nspname, t.typname)
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE n.nspname ~ '^replicator' AND t.typcategory <> 'A' AND (c.oid IS NULL OR c.relkind = 'c')
UNION ALL
SELECT format('session %s (%s), %s: %s', pid, application_name, state, left(query, 80))
  FROM pg_stat_activity
 WHERE application_name ~ '^replicator' AND datname = current_database()
UNION ALL
SELECT format('advisory lock (%s, %s) of session %s (%s)', l.classid, l.objid, l.pid, a.application_name)
  FROM pg_locks l
  JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND a.application_name ~ '^replicator' AND a.datname = current_database()
UNION ALL
SELECT 'prepared transaction ' || gid
  FROM pg_prepared_xacts
 WHERE gid ~ '^replicator' AND database = current_database()
 ORDER BY 1
