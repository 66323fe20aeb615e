UPDATE t SET v = v || ROW(1, 'sad')::pair::checked WHERE id < 50;
