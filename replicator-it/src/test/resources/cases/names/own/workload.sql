UPDATE delta_1 SET gone = false, v1 = 'x' WHERE k1 < 10;
UPDATE delta_1 SET xid = -xid WHERE k1 BETWEEN 10 AND 20;
DELETE FROM delta_1 WHERE k1 = 30;
UPDATE stage_1 SET s = 's', gone = -gone WHERE v1 < 10;
DELETE FROM stage_1 WHERE v1 = 30;
UPDATE new_rows SET tg_op = 'DELETE', "old" = NULL WHERE found < 10;
DELETE FROM new_rows WHERE found = 30;
UPDATE old_rows SET old_rows = -old_rows WHERE r < 10;
DELETE FROM old_rows WHERE r = 30;
UPDATE excluded SET t = 0, excluded = -excluded WHERE excluded < 10;
-- @catch-up
TRUNCATE t;
INSERT INTO t VALUES (1, 2, 3);
INSERT INTO excluded VALUES (0, 5, 6);
DELETE FROM captured_table WHERE table_id > 5;
UPDATE chunk SET chunk_no = chunk_no + 1000;
