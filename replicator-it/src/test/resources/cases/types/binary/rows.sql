INSERT INTO binaries
SELECT g, (SELECT string_agg(set_byte('\x00', 0, b % 256), '' ORDER BY b) FROM generate_series(g, g + 300) AS b),
    md5(g::text)::uuid, (g % 2)::bit, g::bit(9), g::bit(32), (g % 32)::bit(5), ARRAY['\x00'::bytea, '', NULL, '\x5c22']
FROM generate_series(1, 300) AS g;
INSERT INTO binaries VALUES (0, '', '00000000-0000-0000-0000-000000000000', B'0', B'000000000', '', '', '{}'),
    (-1, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (-2, '\x5c5c2e0a00ff', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', B'1', B'111111111', repeat('10', 500)::varbit, '1', NULL);
