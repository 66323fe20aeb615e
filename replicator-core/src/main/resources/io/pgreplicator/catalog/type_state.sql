-- The definitions of user types, as one text that changes with any change of them, except for constraints of domains, which
-- change no value.
-- Parameters: :structure (the query for the definitions of the types)
-- Returns: one text
-- Touches what that query touches; takes no lock on user tables. Minimum version: 10
SELECT coalesce(md5(string_agg(s::text, ' ' ORDER BY s::text)), '') FROM (:structure) AS s WHERE s.aspect <> 'constraint'
