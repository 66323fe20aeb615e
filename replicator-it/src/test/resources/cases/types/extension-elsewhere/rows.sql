INSERT INTO people SELECT 'Name ' || g, 'Mail ' || g, g FROM generate_series(1, 300) AS g;
