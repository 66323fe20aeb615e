-- Records the positions of sequences on the source and the values published on the target.
-- Parameters (text[] each): $1 schemas, $2 names, $3 values on the source, $4 whether these were handed out, $5 and $6 the
--   same for what was published (null where the target's value is not ours), $7 what is wrong (null when well), $8 whether
--   that keeps it from being published
-- Touches replicator.sequence_state. Minimum version: 10
INSERT INTO replicator.sequence_state
    (schema_name, sequence_name, source_value, source_called, published_value, published_called, problem, blocked)
SELECT s.schema_name, s.sequence_name, s.source_value::bigint, s.source_called::boolean, s.published_value::bigint,
    s.published_called::boolean, s.problem, s.blocked::boolean
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS s (schema_name,
    sequence_name, source_value, source_called, published_value, published_called, problem, blocked)
ON CONFLICT (schema_name, sequence_name) DO UPDATE SET source_value = EXCLUDED.source_value,
    source_called = EXCLUDED.source_called, published_value = EXCLUDED.published_value,
    published_called = EXCLUDED.published_called, problem = EXCLUDED.problem, blocked = EXCLUDED.blocked,
    seen_at = clock_timestamp()
