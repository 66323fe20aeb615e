INSERT INTO texts VALUES ('', ''), (' ', NULL), ('\N', '\N'), ('\.', '\.'), (E'\t', E'\t'), (E'\n', E'\r\n'), (E'\r', 'NULL'),
    ('NULL', 'null'), ('"', '""'), ('''', ''''''), ('\\', '\'), ('{}', '{NULL}'), ('(,)', '()'), (E'\x01\x7f', 'é'), ('é', 'e'),
    (E'e\u0301', 'f'), ('😀', '😀'), (repeat('long ', 500), 'x');
INSERT INTO texts SELECT E'k\\\t' || g || E'\n', g FROM generate_series(1, 300) AS g;
INSERT INTO padded VALUES ('', '', 0), ('a', ' ', 1), ('a ', '  ', 2), (' a', '', 3), (E'\t', E'\n', 4);
