-- Removes every table of the data set, so that it can be made anew.
DROP TABLE IF EXISTS pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers, events, membership, heartbeat;
DROP TYPE IF EXISTS event_kind;
