INSERT INTO strings VALUES
    (1, '', '', '', '', '', '', '', '{}'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, '\N', '\N', '\N', '\N', '\N', '\N', '\', ARRAY['\N', NULL, 'NULL', '', '"', '\', E'\n']),
    (4, '\.', '\.', '\.', '\.', '\.', '\.', '.', ARRAY['\.', '{', '}', ',', ' ']),
    (5, E'\t', E'\t', E'\n', E' \n', E'\r', E'\x01', E'\n', ARRAY[E'\t', E'\b\f\v']),
    (6, E'\\\\\\n', 'a  ', '  a  ', 'a  ', 'a  ', repeat('n', 63), E'\x7f', ARRAY['a', ' a ', 'NuLL']),
    (7, 'é日本😀' || chr(1114109) || chr(65279) || chr(8232), 'éééééééééé', E'e\u0301', '日本日本日本日本日本', 'ß ', 'ñame', 't', ARRAY['😀']),
    (8, 'f', 't', 'f', 't', 'f', 't', 'f', ARRAY['t']);
INSERT INTO one_column VALUES (''), ('\N'), ('\.'), (E'\n'), (E'\r'), (E'\r\n'), (E'\t'), ('\'), ('t'), ('f');
INSERT INTO only_text (t) SELECT repeat(chr(1 + g), g) FROM generate_series(1, 300) AS g;
