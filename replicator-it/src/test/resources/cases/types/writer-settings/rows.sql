INSERT INTO written SELECT '2020-01-01 00:00:00.123456+00'::timestamptz + g * '1 h'::interval, g * '1 mon'::interval, g / 3.0, '\x00ff', g, 't\' || g FROM generate_series(1, 200) AS g;
INSERT INTO divided SELECT ts, f, t FROM written;
