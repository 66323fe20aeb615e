INSERT INTO sums (id, a, t) SELECT g, g, 't' || g FROM generate_series(1, 200) AS g;
INSERT INTO counted (v) SELECT g FROM generate_series(1, 200) AS g;
INSERT INTO counted_down (v) SELECT g FROM generate_series(1, 200) AS g;
INSERT INTO numbered (k, v) SELECT g, g FROM generate_series(1, 200) AS g;
INSERT INTO serials (v) SELECT g FROM generate_series(1, 200) AS g;
