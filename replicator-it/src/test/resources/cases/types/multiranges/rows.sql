INSERT INTO many SELECT g, int4multirange(int4range(g, g + 1), int4range(g + 5, NULL)), '{(,1.00],[2.50,3)}', '{[2020-01-01 12:00+05,infinity)}',
    '{["a\"",b),["c,d","e}"]}', ARRAY['{}', NULL, '{[1,2)}']::int8multirange[] FROM generate_series(1, 200) AS g;
INSERT INTO by_many SELECT datemultirange(daterange('2020-01-01'::date + g, NULL)), '{}', g FROM generate_series(1, 200) AS g;
