INSERT INTO t SELECT g, span(g, g + 0.123456789012345) FROM generate_series(1, 100) AS g;
