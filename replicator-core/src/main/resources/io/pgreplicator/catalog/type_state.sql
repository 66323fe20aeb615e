-- What user types are made of, as one text that any change changes, but for constraints of domains, which change no value.
-- Parameters: :structure (the query that says it of the types)
-- Returns: one text
-- Touches what that query touches; takes no lock on user tables. Minimum version: 10
SELECT coalesce(md5(string_agg(s::text, ' ' ORDER BY s::text)), '') FROM (:structure) AS s WHERE s.aspect <> 'constraint'
