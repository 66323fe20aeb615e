UPDATE t SET a = 0 WHERE id < 50;
