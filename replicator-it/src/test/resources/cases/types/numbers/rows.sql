INSERT INTO numbers VALUES
    (1, -32768, -2147483648, -9223372036854775808, '-3.4028235e38', '-1.7976931348623157e308', 'NaN', -999.99,
        '-92233720368547758.08', 4294967295, true),
    (2, 32767, 2147483647, 9223372036854775807, '1e-45', '5e-324', repeat('9', 1000)::numeric, 999.99,
        '92233720368547758.07', 0, false),
    (3, 0, -1, 0, '-0', '-0', ('0.' || repeat('1', 1000))::numeric, 0, '0', 1, NULL),
    (4, NULL, NULL, NULL, 'NaN', 'Infinity', '1.00', 'NaN', NULL, NULL, NULL),
    (5, 1, 1, 1, '-Infinity', 'NaN', '-0.000', 0.1, '$1,234.56', 2147483648, true),
    (6, 1, 1, 1, 0.1, 0.1, '1e100', 1, '-1', 5, true),
    (7, 1, 1, 1, 16777217, 9007199254740993, 1::numeric / 3, 1, 1, 5, true);
INSERT INTO numbers SELECT g, g % 100, g, g, random(), random(), random()::numeric * 10 ^ (g % 200), g % 100, g, g, g % 2 = 0
FROM generate_series(100, 500) AS g;
