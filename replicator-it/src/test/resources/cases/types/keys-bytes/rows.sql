INSERT INTO by_bytea SELECT set_byte('\x0000', 1, g), md5(g::text)::uuid, g FROM generate_series(0, 255) AS g;
INSERT INTO by_bytea VALUES ('', '00000000-0000-0000-0000-000000000000', 'x'), ('\x5c2e0a', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'y');
INSERT INTO by_bits SELECT g::bit(9), g::bit(4)::varbit, 'n' || g, chr(g % 90 + 33)::"char", g FROM generate_series(1, 200) AS g;
INSERT INTO by_bits VALUES (B'000000000', '', '', '', 'empty');
INSERT INTO by_lsn SELECT ('1/' || to_hex(g))::pg_lsn, g::text::xid8, '', g FROM generate_series(1, 200) AS g;
