-- The outcome of the cutover $1, once it is known.
-- Returns: switched, attempts, pauses, names and times of the steps, levels, names, messages and cures of the guardrails, the code of
--   the failure, its message and cure (null without one), whether everything was tried that comes back after a switch, what is left,
--   the last comparison before it: tables, rows, whether equal, when (null without one), and how many tables and rows were compared
--   while writers waited
-- Touches replicator.cutover. Minimum version: 10
SELECT c.switched, c.attempts, c.pauses_micros::text[], c.step_names, c.step_micros::text[],
    c.guardrail_levels, c.guardrail_names, c.guardrail_messages, c.guardrail_cures, c.failure, c.message, c.cure,
    c.restored_at IS NOT NULL, c.left_open, c.proof_tables, c.proof_rows, c.proof_equal, c.proof_at,
    c.last_tables, c.last_rows
FROM replicator.cutover AS c
WHERE c.cutover_id = ?::uuid AND c.ended_at IS NOT NULL
