-- Records the outcome of the cutover $19: whether it switched ($1), attempts, pauses, names and times of the steps, levels, names,
-- messages and cures of the guardrails, and why it failed: code, message, cure ($10 to $12; null when it did
-- not); and the last comparison before it: tables, rows, whether equal, when ($13 to $16; null without one);
-- and how many tables and rows were compared while writers waited ($17, $18).
-- Touches replicator.cutover. Minimum version: 10
UPDATE replicator.cutover SET ended_at = clock_timestamp(), switched = ?, attempts = ?, pauses_micros = ?::text[]::bigint[],
    step_names = ?::text[], step_micros = ?::text[]::bigint[],
    guardrail_levels = ?::text[], guardrail_names = ?::text[], guardrail_messages = ?::text[], guardrail_cures = ?::text[],
    failure = ?, message = ?, cure = ?, proof_tables = ?, proof_rows = ?, proof_equal = ?, proof_at = ?::timestamptz,
    last_tables = ?, last_rows = ?
WHERE cutover_id = ?::uuid
