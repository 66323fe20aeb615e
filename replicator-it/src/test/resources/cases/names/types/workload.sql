UPDATE odd SET p."x y" = 0, ps = ARRAY[p] WHERE (p)."x y" < 20;
UPDATE odd SET id = 'a', t = upper(t) WHERE (p)."x y" BETWEEN 30 AND 40;
DELETE FROM odd WHERE (p)."x y" BETWEEN 50 AND 60;
SELECT nextval('"odd ""schema"""."seq ''x'' %"');
-- @catch-up
INSERT INTO odd VALUES ('it''s', 'd50', 't50', ROW(50, '"'), NULL, NULL);
UPDATE odd SET d = d || '\', x = NULL WHERE (p)."x y" > 190;
SELECT nextval('"odd ""schema"""."seq ''x'' %"');
