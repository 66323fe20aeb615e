INSERT INTO documents VALUES
    (1, '{"b": 1,   "a":2, "a": 3}', '{"b": 1,   "a":2, "a": 3}', '$.a[*] ? (@ > 1)', ARRAY['null', NULL, '"x\\y"']::jsonb[]),
    (2, '"\u0000"', 'null', '$', '{}'),
    (3, 'null', NULL, NULL, NULL),
    (4, NULL, '[1.0, 1.00, 1e2, -0, 123456789012345678901234567890.123]', 'strict $."k\"ey"', NULL),
    (5, E'[\n\t"\\\\ \\" \\/ \\b \\u00e9"\r\n]', '"\\ \" \/ \b \u00e9 \ud83d\ude00"', 'lax $.**', NULL);
INSERT INTO documents SELECT g, json_build_object('k', g), jsonb_build_object('k', repeat('é\n"', g)) FROM generate_series(10, 200) AS g;
INSERT INTO by_document VALUES ('{}'), ('[]'), ('null'), ('1.0'), ('"1"'), ('{"a": [1, {"b": null}]}'), ('""'), ('"\\N"');
