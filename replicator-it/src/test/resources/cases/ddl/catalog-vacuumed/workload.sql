UPDATE t SET v = 'w' WHERE id < 10;
UPDATE p SET v = 'w' WHERE id < 10;
-- @superuser
VACUUM FREEZE pg_trigger;
-- @superuser
VACUUM FULL pg_trigger;
-- @superuser
VACUUM FREEZE pg_attribute;
-- @superuser
VACUUM FULL pg_attribute;
-- @superuser
VACUUM FREEZE pg_class;
-- @superuser
VACUUM FULL pg_class;
-- @superuser
VACUUM FREEZE pg_index;
-- @superuser
VACUUM FULL pg_index;
-- @superuser
VACUUM FREEZE pg_inherits;
-- @superuser
VACUUM FULL pg_inherits;
-- @superuser
VACUUM FREEZE pg_namespace;
-- @superuser
VACUUM FULL pg_namespace;
-- @superuser
VACUUM FREEZE pg_type;
-- @superuser
VACUUM FULL pg_type;
-- @superuser
VACUUM FREEZE pg_proc;
-- @superuser
VACUUM FULL pg_proc;
-- @superuser
REINDEX TABLE pg_trigger;
-- @superuser
CLUSTER pg_trigger USING pg_trigger_oid_index;
-- @main
UPDATE t SET v = 'x' WHERE id < 20;
DELETE FROM p WHERE id > 90;
