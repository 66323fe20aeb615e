-- What the user types among these are made of, as facts of which none goes while values stay what they are: a label that is
-- added to an enum is one more. A fact ends with what identifies the attribute or label here, so that names that change
-- places show; a domain's constraints are none, for they change no value.
-- Parameter: :'type_structure' (the query that says what types are made of)
-- Minimum version: 10
CREATE FUNCTION replicator_capture.type_facts(
    types oid[], OUT origin oid, OUT type oid, OUT schema_name name, OUT type_name name, OUT name text, OUT kind text,
    OUT aspect text, OUT "position" integer, OUT part text, OUT fact text, OUT mark text
) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS :'type_structure';
