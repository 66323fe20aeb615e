SET search_path = public, ext;
INSERT INTO extended
SELECT g, 'MiXed' || g, hstore('k"\' || g, NULL) || hstore('', E'\n'), ('a.b.' || g)::ltree, '*{1,2}.a|b*.!c', 'a & !b@*', cube(ARRAY[g, 0.1]), '1.50 .. 2.50',
    '978-0-393-04002-9', '{A,a,NULL}', ARRAY['a=>1, "b c"=>NULL'::hstore, ''], '1&(2|!3)' FROM generate_series(1, 200) AS g;
INSERT INTO by_citext SELECT 'Key ' || g, g FROM generate_series(1, 200) AS g;
INSERT INTO by_citext VALUES ('Ä', 'umlaut'), ('', 'empty'), ('\N', 'null');
INSERT INTO by_many SELECT hstore('a', g::text), ('x.' || g)::ltree, '978-0-393-04002-9', '1.0', g FROM generate_series(1, 200) AS g;
