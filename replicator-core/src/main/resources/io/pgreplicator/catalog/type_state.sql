-- The definition of each of some user types, with those of the types it contains, as one text that changes with any change of them, except
-- for constraints of domains, which change no value.
-- Parameters: :structure (the query for the definitions of the types)
-- Returns: type, digest
-- Touches what that query touches; takes no lock on user tables. Minimum version: 10
SELECT s.origin::bigint, md5(string_agg(s::text, ' ' ORDER BY s::text)) FROM (:structure) AS s WHERE s.aspect <> 'constraint' GROUP BY s.origin
