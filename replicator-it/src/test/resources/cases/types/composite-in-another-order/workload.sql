UPDATE t SET p.a = 0 WHERE id < 50;
