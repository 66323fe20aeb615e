-- Whether no session in this database holds the advisory lock $1 (bigint). Sent to the source inside a transaction and then to
-- the target: only when both are the same database does the target return false.
-- Returns one boolean. Touches no table; takes one advisory lock until the transaction ends. Minimum version: 10
SELECT pg_try_advisory_xact_lock(?)
