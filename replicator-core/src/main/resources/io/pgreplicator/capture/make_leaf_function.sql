-- Creates the function that captures a TRUNCATE of a partition before it happens: as the keys of its rows. It logs nothing for
-- a partition without pages, nor when this transaction truncated the whole table, whose marker covers it. Where rows may be
-- hidden from it, it writes a marker instead.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.make_leaf_function(its replicator_capture.captured_table, log text, numbers integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM replicator_capture.make_function('capture_' || its.table_id || '_leaf',
        replicator_capture.is_captured(its.table_id, its.relation, its.kind),
        format('IF pg_catalog.pg_relation_size(TG_RELID::pg_catalog.regclass) OPERATOR(pg_catalog.>) 0::pg_catalog.int8'
            ' AND NOT EXISTS (SELECT FROM replicator_capture.truncation AS m WHERE m.table_id OPERATOR(pg_catalog.=) %s'
            ' AND m.xid OPERATOR(pg_catalog.=) pg_catalog.txid_current()) THEN'
            ' IF pg_catalog.current_setting(''transaction_isolation'') OPERATOR(pg_catalog.=)'
            ' ANY (''{repeatable read,serializable}''::pg_catalog.text[])'
            ' OR pg_catalog.row_security_active(TG_RELID) OR NOT pg_catalog.has_table_privilege(TG_RELID, ''SELECT'')'
            ' THEN INSERT INTO replicator_capture.leaf_truncation (table_id) VALUES (%s);'
            ' ELSE EXECUTE coalesce(replicator_capture.key_insert(%L, replicator_capture.columns_at(%L, %L), ''r.%%I'','
            ' pg_catalog.format('' FROM ONLY %%I.%%I AS r'', TG_TABLE_SCHEMA, TG_TABLE_NAME)), ''''); END IF; END IF;',
            its.table_id, its.table_id, log, its.relation, numbers));
END
$function$;
