UPDATE many SET i = '{}', s = '{}' WHERE id < 20;
DELETE FROM many WHERE id BETWEEN 30 AND 40;
INSERT INTO many (id, n) VALUES (30, '{[1.0,1.00]}'), (0, NULL);
UPDATE by_many SET m = m + '{[2019-01-01,2019-01-02)}' WHERE v < 30;
DELETE FROM by_many WHERE v = 100;
-- @catch-up
UPDATE by_many SET s = '{[x,y)}', v = -v WHERE v > 150;
INSERT INTO by_many VALUES ('{}', '{}', 0), ('{}', '{[a,b]}', 0);
