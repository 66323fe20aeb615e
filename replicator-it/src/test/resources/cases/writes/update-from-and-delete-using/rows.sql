INSERT INTO a SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO b SELECT g, g % 100, g FROM generate_series(1, 500) AS g;
