INSERT INTO p SELECT g, 'v' FROM generate_series(1, 299) AS g;
