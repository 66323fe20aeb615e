-- Sets the sequences in $1 (oids as text[]) to the values in $2, which were handed out where $3 is true (both text[]).
-- Returns: the values
-- Locks each sequence in ROW EXCLUSIVE mode until the transaction ends; a rollback does not undo it. Minimum version: 10
SELECT setval(s.sequence::oid::regclass, s.value::bigint, s.called::boolean)
FROM unnest(?::text[], ?::text[], ?::text[]) AS s (sequence, value, called)
