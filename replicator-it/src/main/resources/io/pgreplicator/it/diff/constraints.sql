-- What a constraint is and whether it was validated. In: oids of relations. Out: name, definition.
-- Left out: NOT NULL, a column property that only 18 catalogues as a constraint; constraint triggers, which the
-- triggers show; and the copies of a foreign key for each partition, whose number and names depend on the version.
SELECT format('constraint %I on %s', c.conname, c.conrelid::regclass),
       pg_get_constraintdef(c.oid)
         || CASE WHEN c.convalidated OR pg_get_constraintdef(c.oid) LIKE '%NOT VALID' THEN '' ELSE ' NOT VALID' END
  FROM pg_constraint c
 WHERE c.conrelid = ANY (?)
   AND c.contype NOT IN ('n', 't')
   AND NOT (c.contype = 'f' AND c.conparentid <> 0)
