-- Whether any session holds an advisory lock with two keys in this database. Run in a session that may be anybody's.
-- Parameters: :class, :key (integers, not negative)
-- Returns one row. Touches pg_locks. Takes no lock. Minimum version: 10
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_locks AS l
    WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory'
        AND l.classid OPERATOR(pg_catalog.=) :class::pg_catalog.oid
        AND l.objid OPERATOR(pg_catalog.=) :key::pg_catalog.oid
        AND l.objsubid OPERATOR(pg_catalog.=) 2)
