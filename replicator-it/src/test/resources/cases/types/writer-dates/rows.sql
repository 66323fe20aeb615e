INSERT INTO dated SELECT '2020-01-02'::date + g, '2020-02-01', '2020-02-01 00:00+00', 'é' || g FROM generate_series(1, 100) AS g;
