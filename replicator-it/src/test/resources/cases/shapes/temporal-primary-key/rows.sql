INSERT INTO stay SELECT int4range(g, g + 1), daterange('2026-01-01', '2026-02-01'), 'one' FROM generate_series(1, 20) AS g;
INSERT INTO stay SELECT int4range(g, g + 1), daterange('2026-02-01', '2026-03-01'), 'two' FROM generate_series(1, 20) AS g;
INSERT INTO visit SELECT g, int4range(g, g + 1), daterange('2026-01-20', '2026-02-10') FROM generate_series(1, 10) AS g;
