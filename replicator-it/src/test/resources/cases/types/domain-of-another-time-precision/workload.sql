UPDATE t SET v = v || v WHERE id < 50;
