-- What a table is, apart from its columns. In: oids of relations. Out: name, definition.
SELECT 'table ' || c.oid::regclass,
       concat_ws(' ',
                 CASE c.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) ELSE 'plain' END,
                 CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
                 (SELECT 'child of ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                    FROM pg_inherits i WHERE i.inhrelid = c.oid),
                 pg_get_expr(c.relpartbound, c.oid),
                 'with (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) AS o) || ')',
                 CASE WHEN c.relrowsecurity THEN 'row security' END)
  FROM pg_class c
 WHERE c.oid = ANY (?) AND c.relkind IN ('r', 'p')
