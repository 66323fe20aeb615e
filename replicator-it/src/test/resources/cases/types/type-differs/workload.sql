UPDATE amounts SET v = v * 2;
