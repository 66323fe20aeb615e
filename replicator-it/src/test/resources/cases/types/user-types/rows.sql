INSERT INTO things VALUES
    (1, 'o"k', '{sad,NULL,"o\"k",""}', 7, '{1,2}', '{a,NULL}', ARRAY['{x}'::kinds.few], '(1,"a""b,\\",é)', ARRAY['(,,)'::kinds.pair, NULL],
        ROW('(1,"()",sad)', ARRAY['(2,"{}",)'::kinds.pair], '{"a,b"}', 'infinity'), NULL, '(12,x,sad)'),
    (2, 'it''s, fine', '{}', 1, '{}', '{}', '{}', '(,"",)', '{}', ROW(NULL, NULL, '{}', NULL), ARRAY[ROW(NULL, '{}', '{NULL}', NULL)::kinds.nest], NULL),
    (3, NULL, NULL, 2147483647, NULL, '{"",NULL,"NULL"}', NULL, NULL, NULL, NULL, NULL, '(,,)');
INSERT INTO things (id, m, p) SELECT g, 'é', ROW(g, repeat('"', g), 'sad')::kinds.pair FROM generate_series(10, 200) AS g;
INSERT INTO by_thing SELECT 'sad', g, ARRAY[g::text], ROW(g, 'x', 'sad')::kinds.pair, '{sad}', g FROM generate_series(1, 200) AS g;
INSERT INTO by_thing VALUES ('', 1, '{}', '(,,)', '{NULL}', 0), ('', 1, '{}', '(,"",)', '{}', 0);
INSERT INTO by_domain SELECT ROW(g, NULL, NULL)::kinds.pair, g FROM generate_series(20, 100) AS g;
INSERT INTO rows_of_rows SELECT id, things, 1 FROM things WHERE id < 20;
