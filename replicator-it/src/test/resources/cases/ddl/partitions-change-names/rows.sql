INSERT INTO p SELECT g * 10, 'v' FROM generate_series(0, 399) AS g;
