UPDATE thing SET v = 'w' WHERE id < 10;
