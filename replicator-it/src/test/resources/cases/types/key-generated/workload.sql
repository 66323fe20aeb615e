INSERT INTO computed (a) VALUES (100);
UPDATE computed SET a = a + 1000 WHERE a < 10;
DELETE FROM computed WHERE a = 15;
