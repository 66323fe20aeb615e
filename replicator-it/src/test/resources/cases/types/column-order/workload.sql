UPDATE moved SET b = NULL, f = a WHERE a < 20;
DELETE FROM moved WHERE a BETWEEN 30 AND 40;
INSERT INTO moved (a, d) VALUES (30, 'infinity'), (30, '2020-01-02');
UPDATE moved SET d = '-infinity' WHERE a = 50 AND d = '2021-01-01';
UPDATE dropped SET a = b;
-- @catch-up
UPDATE moved SET a = -a WHERE a > 90;
DELETE FROM dropped WHERE id % 3 = 0;
INSERT INTO dropped VALUES (3, 'b', 'a');
