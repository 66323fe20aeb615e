INSERT INTO a SELECT g, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO b SELECT 'v', g FROM generate_series(1, 50) AS g;
