-- Records the outcome of the cutover $13: whether it switched ($1), attempts, pauses, names and times of the steps, levels, names,
-- messages and cures of the guardrails, and why it failed: code, message, cure ($10 to $12; null when it did not).
-- Touches replicator.cutover. Minimum version: 10
UPDATE replicator.cutover SET ended_at = clock_timestamp(), switched = ?, attempts = ?, pauses_micros = ?::text[]::bigint[],
    step_names = ?::text[], step_micros = ?::text[]::bigint[],
    guardrail_levels = ?::text[], guardrail_names = ?::text[], guardrail_messages = ?::text[], guardrail_cures = ?::text[],
    failure = ?, message = ?, cure = ?
WHERE cutover_id = ?::uuid
