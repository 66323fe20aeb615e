INSERT INTO p SELECT g * 20, 'v' FROM generate_series(1, 99) AS g;
