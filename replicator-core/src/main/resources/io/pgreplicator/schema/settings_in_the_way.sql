-- The settings of this database or role, with which a program that reads or creates a schema would be refused or take definitions for
-- others, as options that set them otherwise.
-- Returns: option
-- Touches pg_settings. Minimum version: 10
SELECT format('-c %s=%s', s.name, v.value)
FROM (VALUES ('default_transaction_read_only', 'off'), ('array_nulls', 'on'), ('transform_null_equals', 'off'),
    ('quote_all_identifiers', 'off')) AS v (name, value) JOIN pg_settings AS s ON s.name = v.name
WHERE s.reset_val <> v.value
ORDER BY s.name
