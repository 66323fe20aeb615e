-- Whether something changed a whole table, or rows of it that its log does not name, and may not be applied yet: a TRUNCATE, a
-- partition that is not captured yet, or one that was detached or dropped.
-- Parameters: :table_id (its number), :window (the condition on m.xid under which a TRUNCATE is not applied)
-- Returns: one boolean
-- Touches replicator_capture.truncation, leaf_truncation, captured_table, captured_leaf, pg_inherits; takes no lock on user tables.
-- Minimum version: 10
SELECT EXISTS (SELECT FROM replicator_capture.truncation AS m WHERE m.table_id = :table_id AND :window)
    OR EXISTS (SELECT FROM replicator_capture.leaf_truncation AS m WHERE m.table_id = :table_id)
    OR EXISTS (SELECT FROM replicator_capture.lost_leaves() AS l WHERE l.table_id = :table_id)
    OR EXISTS (
        WITH RECURSIVE tree (relation, attachment) AS (
            SELECT c.relation, '' FROM replicator_capture.captured_table AS c
            WHERE c.table_id = :table_id AND c.kind = 'PARTITIONED'
            UNION ALL
            SELECT i.inhrelid, b.attachment || i.inhparent || ' ' || i.xmin || ','
            FROM tree AS b JOIN pg_inherits AS i ON i.inhparent = b.relation
                AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
        )
        SELECT FROM tree AS b JOIN pg_class AS c ON c.oid = b.relation
        WHERE c.relkind <> 'p' AND NOT EXISTS (
            SELECT FROM replicator_capture.captured_leaf AS l
            WHERE l.relation = c.oid AND l.attachment = b.attachment AND l.triggers IS NOT NULL))
