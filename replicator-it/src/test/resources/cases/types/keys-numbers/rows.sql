INSERT INTO by_int2 SELECT g, g FROM generate_series(-150, 150) AS g;
INSERT INTO by_numeric SELECT g + 0.0, g FROM generate_series(1, 300) AS g;
INSERT INTO by_numeric VALUES ('NaN', 'nan'), (0.000, 'zero'), (repeat('9', 500)::numeric, 'long');
INSERT INTO by_float SELECT g / 3.0, g / 7.0, g FROM generate_series(1, 200) AS g;
INSERT INTO by_float VALUES ('-0', '0', 'zero'), ('NaN', '-Infinity', 'nan'), ('5e-324', '1e-45', 'small');
INSERT INTO by_money SELECT g::money, g, g % 2 = 0, g FROM generate_series(1, 200) AS g;
INSERT INTO by_money VALUES ('-92233720368547758.08', 4294967295, false, 'low');
