INSERT INTO by_nocase SELECT 'Key ' || g, g FROM generate_series(1, 200) AS g;
INSERT INTO by_nocase VALUES (E'e\u0301', 'accent'), ('', 'empty');
INSERT INTO by_domain SELECT 'Key ' || g, g FROM generate_series(1, 200) AS g;
INSERT INTO by_c SELECT 'a' || g, 'B' || g, g FROM generate_series(1, 200) AS g;
INSERT INTO opclasses SELECT 'k' || g, g, 'l', g FROM generate_series(1, 200) AS g;
INSERT INTO pieces SELECT g, 'Word ' || g, ARRAY['A', 'a'] FROM generate_series(1, 100) AS g;
