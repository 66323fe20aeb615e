UPDATE t SET p = p || p WHERE id < 50;
