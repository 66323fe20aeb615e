-- What a user's trigger does and when it fires. In: oids of relations. Out: name, definition.
-- Left out: the replicator's own, and the copies of a row trigger for each partition, which older versions hide.
SELECT format('trigger %I on %s', t.tgname, t.tgrelid::regclass),
       pg_get_triggerdef(t.oid)
         || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED'
                             WHEN 'R' THEN ' ENABLED REPLICA' ELSE ' ENABLED ALWAYS' END
  FROM pg_trigger t
 WHERE t.tgrelid = ANY (?)
   AND NOT t.tgisinternal
   AND t.tgparentid = 0
   AND t.tgname !~ '^replicator'
UNION ALL
-- A foreign key whose triggers are switched off checks nothing, and nothing else shows it.
SELECT 'foreign key triggers of ' || t.tgrelid::regclass,
       count(*) || ' DISABLED'
  FROM pg_trigger t
 WHERE t.tgrelid = ANY (?) AND t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O'
 GROUP BY t.tgrelid
