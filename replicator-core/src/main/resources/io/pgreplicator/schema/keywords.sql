-- The words that the server quotes where they are names.
-- Returns: word
-- Touches no table. Minimum version: 10
SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U'
