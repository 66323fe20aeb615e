INSERT INTO ranges
SELECT g, int4range(g, g + 5, '[]'), int8range(NULL, g), numrange(g, g + 0.50, '(]'), daterange('-infinity', '2020-01-01'),
    tsrange('2020-01-01', NULL), tstzrange('2020-01-01 12:00+05', 'infinity', '[]'), moods('sad', 'happy', '[]'),
    words('a"b', 'z\,)', '[]'), ARRAY[int4range(1, 2), NULL, 'empty']
FROM generate_series(1, 300) AS g;
INSERT INTO by_range SELECT tstzrange('2020-01-01'::timestamptz + g * '1 h'::interval, NULL), numrange(1.0, g), 'n' || g
FROM generate_series(2, 300) AS g;
INSERT INTO by_words VALUES ('empty', 'empty'), ('(,)', '(,)'), ('["""",b]', '[ok,ok]'), ('["a,b","c)d")', '[sad,ok)');
