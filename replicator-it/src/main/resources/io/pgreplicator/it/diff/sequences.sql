-- What a sequence is, apart from where it stands. In: oids of relations. Out: name, definition.
SELECT 'sequence ' || s.seqrelid::regclass,
       concat_ws(' ',
                 format_type(s.seqtypid, NULL),
                 'start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin, 'max', s.seqmax,
                 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END,
                 (SELECT format('owned by %s.%I', d.refobjid::regclass, a.attname)
                    FROM pg_depend d
                    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                   WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
  FROM pg_sequence s
 WHERE s.seqrelid = ANY (?)
