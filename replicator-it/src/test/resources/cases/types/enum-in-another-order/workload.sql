UPDATE t SET v = 'large' WHERE id < 50;
