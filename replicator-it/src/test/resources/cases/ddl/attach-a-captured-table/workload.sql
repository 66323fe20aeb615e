DO $$BEGIN
    ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1000) TO (2000);
    RAISE 'attached';
EXCEPTION WHEN feature_not_supported OR object_not_in_prerequisite_state THEN
    UPDATE t SET v = 'w' WHERE id < 1010;
    UPDATE p SET v = 'w' WHERE id < 10;
END$$;
