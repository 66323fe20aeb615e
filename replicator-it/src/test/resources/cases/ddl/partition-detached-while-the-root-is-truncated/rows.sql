INSERT INTO p SELECT g, 'v' FROM generate_series(1, 199) AS g;
