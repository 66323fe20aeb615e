UPDATE infinite SET v = n;
INSERT INTO infinite SELECT g, 'Infinity' FROM generate_series(1, 100) AS g;
-- @catch-up
UPDATE infinite SET n = CASE n WHEN 'NaN' THEN -5 ELSE 'NaN'::numeric END WHERE n IN ('NaN') OR n = 7 AND false;
DELETE FROM infinite WHERE n = 'Infinity';
UPDATE infinite SET n = 'Infinity' WHERE n = '-Infinity';
