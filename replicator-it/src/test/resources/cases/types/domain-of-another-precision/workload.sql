UPDATE t SET v = v * 2 WHERE id < 50;
