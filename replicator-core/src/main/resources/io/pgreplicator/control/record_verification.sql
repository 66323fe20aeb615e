-- Keeps a comparison of all rows instead of the one before; one of fewer tables does not clear what another has found, nor
-- does one of which rows are on the way.
-- Parameters: $1 tables, $2 rows, $3 whether they are equal, $4 and $5 the numbers of the source's and the target's gate (text; null
--   without one), $6 whether it has found every row equal
-- Touches replicator.verification. Minimum version: 10
INSERT INTO replicator.verification (tables, rows, equal, source_gate, target_gate)
VALUES (?, ?, ?, ?::text::bigint, ?::text::bigint)
ON CONFLICT (only_row) DO UPDATE SET ended_at = clock_timestamp(), tables = EXCLUDED.tables, rows = EXCLUDED.rows,
    equal = EXCLUDED.equal, source_gate = EXCLUDED.source_gate, target_gate = EXCLUDED.target_gate
WHERE verification.equal OR NOT EXCLUDED.equal OR (?::boolean AND EXCLUDED.tables >= verification.tables)
