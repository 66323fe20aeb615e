SET search_path = public, ext;
UPDATE extended SET c = upper(c::text), h = h || 'x=>y', s = '<1' WHERE id < 30;
DELETE FROM extended WHERE id BETWEEN 40 AND 50;
UPDATE by_citext SET k = 'KEY ' || v WHERE v ~ '^[0-9]+$' AND v::int < 50;
UPDATE by_citext SET k = 'ä' WHERE v = 'umlaut';
UPDATE by_citext SET k = 'other ' || v WHERE v ~ '^[0-9]+$' AND v::int BETWEEN 60 AND 70;
DELETE FROM by_citext WHERE k = 'key 80';
UPDATE by_many SET s = '1.00' WHERE v < 20;
UPDATE by_many SET l = l || 'deep', h = h || 'b=>NULL' WHERE v BETWEEN 20 AND 30;
-- @catch-up
INSERT INTO by_citext VALUES ('kEY 80', 'back');
BEGIN;
DELETE FROM by_citext WHERE k = 'key 100';
INSERT INTO by_citext VALUES ('KEY 100', 'replaced');
COMMIT;
UPDATE by_citext SET k = lower(k::text), v = v || '!' WHERE k = 'Key 101';
DELETE FROM by_many WHERE v > 190;
