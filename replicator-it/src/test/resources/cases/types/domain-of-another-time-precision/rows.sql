INSERT INTO t SELECT g, ARRAY[timestamp '2026-01-01 00:00:00.123456' + g * interval '1 ms'] FROM generate_series(1, 100) AS g;
