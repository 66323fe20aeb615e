INSERT INTO search (id, v, q, vs, t) VALUES
    (1, $$'it''s':1A,16383 'a\b':2B 'q"':3C$$, $$'it''s' & !('a\\b' | 'x':*AB) <-> 'y' <3> 'z'$$, ARRAY['a b'::tsvector, NULL, ''], 'one two'),
    (2, '', '', '{}', ''), (3, NULL, NULL, NULL, NULL);
INSERT INTO search (id, v, t) SELECT g, to_tsvector('english', 'the cats ' || g || ' run'), 'word' || g FROM generate_series(10, 300) AS g;
INSERT INTO by_vector SELECT to_tsvector('simple', 'a ' || g), to_tsquery('simple', 'b' || g), g FROM generate_series(1, 100) AS g;
INSERT INTO by_vector VALUES ('', '', 0);
