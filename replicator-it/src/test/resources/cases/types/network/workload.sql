INSERT INTO nets (id, i, c) VALUES (4, '2001:db8::1/64', '2001:db8::/32'), (5, '::ffff:1.2.3.4', '192.168.1.5/32');
UPDATE nets SET i = '10.1.2.3/32', l = '0/1' WHERE id = 3;
DELETE FROM nets WHERE id = 1;
UPDATE by_inet SET i = set_masklen(i, 24) WHERE v < 50;
DELETE FROM by_inet WHERE v BETWEEN 100 AND 120;
-- @catch-up
UPDATE by_inet SET m8 = trunc(m8), c = '10.0.0.0/8', v = -v WHERE v BETWEEN 130 AND 140;
INSERT INTO by_inet VALUES ('10.0.100.0', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '::/0', 0);
