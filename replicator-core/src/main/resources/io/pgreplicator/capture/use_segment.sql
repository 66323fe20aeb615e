-- Points the capture functions of a table at one segment of its log, which is created if it does not exist.
-- Takes no lock on the table: a writer that still runs the previous function continues to write to the previous segment.
-- A key column may be renamed, and another column get its name. Where the key consists of a table's first columns, the
-- functions refer to them by position, which nothing shifts: the trigger on the key prevents its columns from being dropped.
-- The names they get there are those of system columns, which no column of a table can ever have. Elsewhere each function
-- checks whether the columns with those numbers still have those names, and if not, writes by the current ones.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.use_segment(captured integer, destination integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    its replicator_capture.captured_table;
    log constant text := format('replicator_capture.%I', 'delta_' || captured || '_' || destination);
    numbers constant integer[] := replicator_capture.key_numbers(captured);
    aliases constant text[] := ARRAY['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'];
    present text[];
    named_so text;
    by_position text;
    part record;
BEGIN
    UPDATE replicator_capture.captured_table SET segment = destination WHERE table_id = captured RETURNING * INTO STRICT its;
    IF to_regclass(log) IS NULL THEN
        EXECUTE format('CREATE TABLE %s () INHERITS (replicator_capture.%I) WITH (autovacuum_enabled = off)',
            log, 'delta_' || captured);
        PERFORM replicator_capture.keep_private('TABLE', log, c.relowner, c.relacl) FROM pg_class AS c WHERE c.oid = log::regclass;
    END IF;
    present := replicator_capture.columns_at(its.relation, numbers);
    SELECT string_agg(format('(pg_catalog.pg_identify_object_as_address(''pg_catalog.pg_class''::pg_catalog.regclass, %L::pg_catalog.oid, %s))'
        '.object_names[3] OPERATOR(pg_catalog.=) %L::pg_catalog.text', its.relation, k.number, k.name), ' AND ')
    INTO named_so FROM unnest(numbers, present) AS k (number, name);
    SELECT string_agg(aliases[array_position(numbers, c.number)], ', ' ORDER BY c.position) INTO by_position
    FROM (SELECT number::integer, row_number() OVER (ORDER BY number) AS position
          FROM replicator_capture.captured_column WHERE table_id = captured) AS c
    WHERE c.number = ANY (numbers)
    HAVING its.kind = 'PLAIN' AND max(c.position) = array_length(numbers, 1) AND array_length(numbers, 1) <= array_length(aliases, 1);
    FOR part IN
        SELECT * FROM (VALUES
            ('POSITION', '_new', 'r.%I', ' FROM new_rows AS r (' || by_position || ')', NULL, NULL),
            ('POSITION', '_old', 'r.%I', ' FROM old_rows AS r (' || by_position || ')', NULL, NULL),
            ('NAME', '_new', 'r.%I', ' FROM new_rows AS r', 'r.%I', ''),
            ('NAME', '_old', 'r.%I', ' FROM old_rows AS r', 'r.%I', ''),
            ('ROW', '_new', 'NEW.%I', '', '($1).%I', ' USING NEW'),
            ('ANY', '_key', 'OLD.%I', '', '($1).%I', ' USING OLD')
        ) AS v (kind, function, pattern, origin, present_pattern, parameter)
        WHERE v.kind IN ('ANY', CASE WHEN by_position IS NOT NULL THEN 'POSITION' WHEN its.kind = 'PLAIN' THEN 'NAME' ELSE 'ROW' END)
    LOOP
        PERFORM replicator_capture.make_function('capture_' || captured || part.function, replicator_capture.is_captured(captured, its.relation, its.kind),
            CASE WHEN part.kind = 'POSITION' THEN
                replicator_capture.key_insert(log, aliases[1:array_length(numbers, 1)], part.pattern, part.origin) || ';'
            ELSE format('IF %s THEN %s; ELSE EXECUTE coalesce(replicator_capture.key_insert(%L, replicator_capture.columns_at(%L, %L), %L, %L), '''')%s; END IF;',
                named_so, coalesce(replicator_capture.key_insert(log, present, part.pattern, part.origin), 'NULL'),
                log, its.relation, numbers, part.present_pattern, part.origin, part.parameter) END);
    END LOOP;
    IF its.kind = 'PARTITIONED' THEN
        PERFORM replicator_capture.make_leaf_function(its, log, numbers);
    END IF;
END
$function$;
