INSERT INTO t SELECT g, g + 1000, 'conflict' FROM generate_series(150, 250) AS g
ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v, u = EXCLUDED.u;
INSERT INTO t SELECT g + 5000, g, 'nothing' FROM generate_series(90, 110) AS g ON CONFLICT DO NOTHING;
INSERT INTO t SELECT g + 6000, g, 'key' FROM generate_series(20, 30) AS g ON CONFLICT (u) DO UPDATE SET id = EXCLUDED.id;
-- @main
INSERT INTO split SELECT g, 'conflict' FROM generate_series(150, 250) AS g ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v;
INSERT INTO split SELECT g, 'x' FROM generate_series(1, 10) AS g ON CONFLICT (id) DO UPDATE SET v = 'never' WHERE false;
