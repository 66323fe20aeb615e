INSERT INTO by_interval SELECT g * '1 day'::interval, g FROM generate_series(0, 250) AS g;
INSERT INTO by_interval VALUES ('-1 mon 3 h', 'minus'), ('178000000 years', 'long');
INSERT INTO by_date SELECT '2020-01-01'::date + g, 'infinity', '-infinity', g FROM generate_series(1, 200) AS g;
INSERT INTO by_date VALUES ('infinity', '4714-11-24 00:00 BC', '294276-12-31 23:59:59.999999+00', 'ends'), ('-infinity', '-infinity', 'infinity', 'x');
INSERT INTO by_time SELECT '00:00'::time + g * '1 min'::interval, '12:00+00', g FROM generate_series(1, 200) AS g;
INSERT INTO by_time VALUES ('24:00', '13:00+01', 'x'), ('24:00', '12:00+00', 'y');
