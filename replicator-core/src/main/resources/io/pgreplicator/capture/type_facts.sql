-- The definitions of the user types among these, as facts none of which disappears while values keep their meaning: a label
-- that is added to an enum is one more. A fact ends with what identifies the attribute or label here, so that swapped names are
-- detected; a domain's constraints are not facts, because they change no value.
-- Parameter: :'type_structure' (the query for the definitions of types)
-- Minimum version: 10
CREATE FUNCTION replicator_capture.type_facts(
    types oid[], OUT origin oid, OUT type oid, OUT schema_name name, OUT type_name name, OUT name text, OUT kind text,
    OUT aspect text, OUT "position" integer, OUT part text, OUT fact text, OUT mark text
) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS :'type_structure';
