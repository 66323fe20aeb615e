-- Ends the record of each cutover whose leadership has ended before its outcome was recorded.
-- Touches replicator.cutover. Minimum version: 10
UPDATE replicator.cutover SET ended_at = clock_timestamp(), switched = false, attempts = 0, pauses_micros = '{}',
    step_names = '{}', step_micros = '{}',
    guardrail_levels = '{}', guardrail_names = '{}', guardrail_messages = '{}', guardrail_cures = '{}',
    last_tables = 0, last_rows = 0, failure = 'NO_LEADER', message = 'The replicator that was at the cutover began again: its outcome is not known here.',
    cure = 'Run the same command again: it tells the outcome, or ends what was begun.'
WHERE ended_at IS NULL
