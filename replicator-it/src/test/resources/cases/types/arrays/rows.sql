INSERT INTO arrays VALUES
    (1, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', ''),
    (2, '{NULL}', '{{NULL,"NULL"},{"",null}}', '{1.00,NaN,NULL}', '{infinity,NULL,"0001-01-01 BC"}', '{t,f,NULL}',
        ARRAY['{"a": [1,2]}', NULL]::json[], '{"1 day -01:00",NULL}', '{NaN,-0,Infinity,1e-310}', '{a,"  ",NULL}', '1 2 3', '1 2'),
    (3, '[-2:0]={1,2,3}', '[2:3][0:1]={{a,b},{c,d}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '{{{1,2},{3,4}},{{5,6},{7,8}}}', ARRAY['{', '}', ',', '"', '\', ' ', E'\n', E'\t', '\N', '\.', 'é'], NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL);
INSERT INTO arrays (id, i, t) SELECT g, array_agg(x), array_agg(repeat('"\', x)) FROM generate_series(10, 200) AS g, generate_series(1, g) AS x GROUP BY g;
INSERT INTO by_array VALUES ('{}', '{}', 1), ('{NULL}', '{NULL}', 2), ('[0:1]={1,2}', '{a}', 3), ('{1,2}', '{a}', 4), ('{{1,2}}', '{a}', 5),
    ('{1}', '{NULL}', 6), ('{1}', '{"NULL"}', 7), ('{1}', '{""}', 8);
