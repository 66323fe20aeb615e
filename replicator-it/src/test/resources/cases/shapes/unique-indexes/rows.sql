INSERT INTO account SELECT g, 'User' || g || '@example.org', true, 'n' || g, g, 'x' FROM generate_series(1, 300) AS g;
