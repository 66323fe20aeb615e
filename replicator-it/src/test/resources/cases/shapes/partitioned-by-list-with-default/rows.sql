INSERT INTO city SELECT (ARRAY['fi', 'se', 'no', 'ee', 'lv'])[1 + g % 5], g, 'c' || g FROM generate_series(1, 500) AS g;
