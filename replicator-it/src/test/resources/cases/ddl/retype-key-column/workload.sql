DO $$BEGIN
    ALTER TABLE t ALTER COLUMN id TYPE bigint;
    RAISE 'changed';
EXCEPTION WHEN feature_not_supported THEN
    UPDATE t SET id = id + 1000 WHERE id < 10;
END$$;
