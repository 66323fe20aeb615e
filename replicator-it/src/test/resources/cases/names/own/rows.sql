INSERT INTO delta_1 SELECT g, g, true, g, g, g FROM generate_series(1, 100) AS g;
INSERT INTO stage_1 SELECT g, g, 's' FROM generate_series(1, 100) AS g;
INSERT INTO new_rows SELECT g, 'INSERT', 'x', g, g FROM generate_series(1, 100) AS g;
INSERT INTO old_rows SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO excluded SELECT g, g, g FROM generate_series(1, 100) AS g;
INSERT INTO t SELECT g, g, g FROM generate_series(1, 100) AS g;
INSERT INTO captured_table SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO chunk SELECT g, g, g FROM generate_series(1, 100) AS g;
