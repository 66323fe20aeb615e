INSERT INTO computed (a) SELECT generate_series(1, 20);
