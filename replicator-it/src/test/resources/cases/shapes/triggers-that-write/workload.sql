UPDATE orders SET amount = amount + 1 WHERE id < 50;
DELETE FROM orders WHERE id > 90;
INSERT INTO orders VALUES (1000, 13), (1001, 14);
-- @catch-up
-- @main
TRUNCATE orders;
-- @main
INSERT INTO orders VALUES (1, 1);
