-- What we created in a schema of ours, identified by its name: whatever else is in the schema belongs to somebody else.
-- Parameter: :'schema'
-- Returns: the kind as DROP says it, catalog and oid of each table, sequence and function; a function's name is given with
--   the number of its parameters. Touches pg_class and pg_proc; takes no lock. Minimum version: 10
SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.tableoid, c.oid
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = pg_catalog.to_regnamespace(:'schema') AND CASE :'schema'
    WHEN 'replicator_capture' THEN
        c.relkind = 'S' AND c.relname IN ('acknowledged', 'gate_state', 'heartbeat')
        OR c.relkind = 'r' AND (c.relname IN (
                'capture', 'captured_column', 'captured_leaf', 'captured_table', 'leaf_truncation', 'switch', 'truncation')
            OR c.relname ~ '^delta_[0-9]+(_[0-9]+)?$')
    ELSE
        c.relkind = 'r' AND c.relname IN (
            'chunk', 'command', 'copied_partition', 'cutover', 'deferred_object', 'dropped_table', 'leader', 'leader_epoch', 'migration',
            'refused_row', 'sequence_state', 'table_copy', 'verification')
    END
UNION ALL
SELECT 'FUNCTION', p.tableoid, p.oid
FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace = pg_catalog.to_regnamespace(:'schema') AND :'schema' = 'replicator_capture'
    AND (p.proname::text || '/' || p.pronargs IN (
            'adapt_table/1', 'arm_gate/2', 'hold_gate_epoch/1', 'attachment_of/2', 'beat/2', 'bounds_of/2', 'capture_leaf/3', 'capture_table/8',
            'columns_at/2', 'columns_of/1', 'disarm_gate/1', 'empty_segment/2', 'files_of/1', 'gate/0', 'gate_key/0', 'is_applied/0',
            'is_captured/3', 'is_leaf/2', 'keep_gate_open/0', 'keep_private/4', 'key_insert/4', 'key_numbers/1', 'lost_leaves/0', 'make_function/3',
            'make_leaf_function/3', 'make_triggers/3', 'move_gate/2', 'present_insert/3', 'record_columns/2', 'release_leaf/2', 'release_relation/2',
            'release_table/1', 'skip_applied_by/1', 'structures_of/1', 'triggers_of/1', 'type_facts/1', 'use_segment/2', 'wait_gate/0')
        OR p.pronargs = 0 AND p.proname ~ '^capture_[0-9]+_(gate|key|leaf|new|old|truncate)$')
