UPDATE a SET v = b.v FROM b WHERE b.a_id = a.id AND a.id < 30;
UPDATE b SET a_id = NULL FROM a WHERE a.id = b.a_id AND a.v > 200;
-- @main
DELETE FROM b USING a WHERE a.id = b.a_id AND a.id BETWEEN 40 AND 50;
DELETE FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.a_id = a.id);
