INSERT INTO a SELECT g, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO b SELECT 'v', g, 'l' FROM generate_series(1, 50) AS g;
INSERT INTO c SELECT g, 1 + g % 2, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO d SELECT g, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO d_child SELECT g, 'v' FROM generate_series(1, 50) AS g;
