INSERT INTO queue SELECT g, 'q' FROM generate_series(1, 300) AS g;
