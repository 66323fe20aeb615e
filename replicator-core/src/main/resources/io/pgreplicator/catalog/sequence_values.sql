-- The last values of the sequences in $1 (oids as text[]), for all of them at once.
-- Returns: oid, last value (null where none was handed out yet, or this role may not read it)
-- Touches pg_sequence; locks each sequence in ROW EXCLUSIVE mode until the transaction ends, as nextval does.
-- Minimum version: 10
SELECT s.seqrelid::bigint,
    CASE WHEN has_sequence_privilege(s.seqrelid, 'SELECT') THEN pg_sequence_last_value(s.seqrelid::regclass) END
FROM pg_sequence AS s WHERE s.seqrelid = ANY (?::oid[])
