DO $$BEGIN
    ALTER TABLE t ALTER COLUMN k TYPE text COLLATE "C";
    RAISE 'changed';
EXCEPTION WHEN feature_not_supported THEN
    UPDATE t SET k = k || 'x' WHERE k::int < 10;
END$$;
