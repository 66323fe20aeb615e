-- What an index is and whether it can be used. In: oids of relations. Out: name, definition.
SELECT 'index ' || i.indexrelid::regclass,
       concat_ws(' ',
                 pg_get_indexdef(i.indexrelid),
                 CASE WHEN NOT i.indisvalid THEN 'INVALID' END,
                 CASE WHEN NOT i.indisready THEN 'NOT READY' END,
                 CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END,
                 CASE WHEN i.indisclustered THEN 'CLUSTERED' END)
  FROM pg_index i
 WHERE i.indrelid = ANY (?)
