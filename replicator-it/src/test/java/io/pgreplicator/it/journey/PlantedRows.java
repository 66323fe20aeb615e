package io.pgreplicator.it.journey;

import java.util.List;

/** Rows that differ in every way that a value or a key can, and how a comparison must name each. Stateless. */
final class PlantedRows {
    private PlantedRows() {}

    /** One difference: what makes it on the target, and the rows by which it is named, as {@code table kind key}. */
    record Planted(String sql, List<String> named) {
        static Planted of(String sql, String... named) {
            return new Planted(sql, List.of(named));
        }

        /** A value of the table {@code value} that differs, in the row that was made for it. */
        static Planted value(int id, String assignment) {
            return of("UPDATE value SET " + assignment + " WHERE id = " + id, "value different " + id);
        }
    }

    static final String TABLES = """
            CREATE EXTENSION citext;
            CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
            CREATE TYPE spot AS (x int, label text);
            CREATE TYPE mood AS ENUM ('calm', 'cross', 'gone');
            CREATE TABLE value (id int PRIMARY KEY, t text, v varchar(20), n numeric, f float8, g real, tz timestamptz, ts timestamp,
                d date, z timetz, i interval, j json, b jsonb, x bytea, a int[], ta text[], o boolean, u uuid, ip inet, bits varbit,
                dom short, s spot, m mood, r int4range, tsv tsvector, pt point, ci text COLLATE anycase, c char(9));
            CREATE TABLE key_text (k text PRIMARY KEY, v int);
            CREATE TABLE key_citext (k citext PRIMARY KEY, v int);
            CREATE TABLE key_anycase (k text COLLATE anycase PRIMARY KEY, v int);
            CREATE TABLE key_numeric (k numeric PRIMARY KEY, v int);
            CREATE TABLE key_float (k float8 PRIMARY KEY, v int);
            CREATE TABLE key_time (k timestamptz PRIMARY KEY, v int);
            CREATE TABLE key_bytes (k bytea PRIMARY KEY, v int);
            CREATE TABLE key_pair (a int, b text, v text, PRIMARY KEY (b, a));
            CREATE TABLE part (id int, day date, v text, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
            CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (MINVALUE) TO ('2026-02-01') PARTITION BY HASH (id);
            CREATE TABLE part_1a PARTITION OF part_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE part_1b PARTITION OF part_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE part_2 PARTITION OF part DEFAULT;
            CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) STORED);
            CREATE TABLE long (id int PRIMARY KEY, v text);
            CREATE TABLE empty (id int PRIMARY KEY);
            CREATE TABLE emptied (id int PRIMARY KEY);
            CREATE TABLE busy (id int PRIMARY KEY, v int NOT NULL);
            """;

    static final String ROWS = """
            INSERT INTO value SELECT g, 'text', 'short', 1.0, g / 7.0, g / 7.0, '2026-01-01', '2026-01-01', '2026-01-01', '10:00+00',
                '1 day', '{"a": 1, "b": 2}', '{"a": 1, "b": 1.0}', '\\x0102', '{1,2}', '{a,b}', true,
                'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1', '101', 'inside', '(1,)', 'calm', '[1,3)', 'cat:1', '(1,2)', 'Case',
                'pad' FROM generate_series(1, 3000) AS g;
            UPDATE value SET t = '' WHERE id = 103;
            UPDATE value SET f = 0.1, g = 0.1 WHERE id IN (107, 108);
            UPDATE value SET f = '-0' WHERE id = 109;
            UPDATE value SET n = 'NaN' WHERE id = 112;
            UPDATE value SET f = 'NaN' WHERE id = 113;
            UPDATE value SET tz = 'infinity', d = 'infinity' WHERE id IN (115, 117);
            UPDATE value SET a = '{}' WHERE id = 127;
            UPDATE value SET ta = '{NULL}' WHERE id = 129;
            UPDATE value SET s = NULL WHERE id = 135;
            UPDATE value SET t = U&'caf\\00E9' WHERE id = 140;
            UPDATE value SET t = E'a\\nb' WHERE id = 141;
            INSERT INTO key_text VALUES (' ', 1), ('', 2), ('a ', 3), ('a', 4), ('A', 5), (E'a\\t', 6);
            INSERT INTO key_citext SELECT 'Name' || g || '@Example', g FROM generate_series(1, 1100) AS g;
            INSERT INTO key_anycase SELECT 'Name' || g, g FROM generate_series(1, 1100) AS g;
            INSERT INTO key_numeric SELECT g + 0.50, g FROM generate_series(1, 100) AS g;
            INSERT INTO key_float VALUES ('-0', 1), ('NaN', 2), ('-Infinity', 3), (0.1, 4);
            INSERT INTO key_time VALUES ('infinity', 1), ('-infinity', 2), ('2026-01-01', 3), ('4714-11-24 BC', 4);
            INSERT INTO key_bytes VALUES ('', 1), ('\\x00', 2), ('\\x0000', 3);
            INSERT INTO key_pair SELECT g % 7, 'b, (' || g || ')"', 'v' || g FROM generate_series(1, 1500) AS g;
            INSERT INTO part SELECT g, '2026-01-01'::date + g % 60, 'v' || g FROM generate_series(1, 1000) AS g;
            INSERT INTO numbered (a) SELECT g FROM generate_series(1, 100) AS g;
            INSERT INTO long SELECT g, (SELECT string_agg(md5((g * h)::text), '') FROM generate_series(1, 3000) AS h)
                FROM generate_series(1, 20) AS g;
            INSERT INTO emptied SELECT generate_series(1, 3);
            INSERT INTO busy SELECT g, 0 FROM generate_series(1, 3000) AS g;
            """;

    /** What the servers call the same: nothing may be found of it. */
    static final String SAME = """
            UPDATE value SET b = '{"b":1.0,  "a":1}', c = 'pad   ', ip = '10.0.0.1/32', i = interval '1 day 0 hours',
                u = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', r = '[1,2]', tz = '2026-01-01 01:00+01' WHERE id = 200;
            """;

    static final List<Planted> ALL = List.of(
            Planted.value(100, "t = 'other'"),
            Planted.of("DELETE FROM value WHERE id = 1", "value missing 1"),
            Planted.of("DELETE FROM value WHERE id = 3000", "value missing 3000"),
            Planted.of("INSERT INTO value (id) VALUES (-5)", "value extra -5"),
            Planted.of("INSERT INTO value (id) VALUES (9999)", "value extra 9999"),
            Planted.of(
                    "UPDATE value AS t SET f = o.f FROM value AS o WHERE t.id IN (101, 102) AND o.id = 203 - t.id",
                    "value different 101",
                    "value different 102"),
            Planted.value(103, "t = NULL"),
            Planted.value(104, "t = t || ' '"),
            Planted.value(105, "v = v || ' '"),
            Planted.value(106, "n = 1.00"),
            Planted.value(107, "f = 0.10000000000000002"),
            Planted.value(108, "g = 0.10000001"),
            Planted.value(109, "f = 0"),
            Planted.value(110, "n = NULL"),
            Planted.value(111, "f = 'NaN'"),
            Planted.value(112, "n = 0"),
            Planted.value(113, "f = NULL"),
            Planted.value(114, "tz = tz + interval '1 microsecond'"),
            Planted.value(115, "tz = '-infinity'"),
            Planted.value(116, "ts = ts + interval '1 microsecond'"),
            Planted.value(117, "d = '5874897-12-31'"),
            Planted.value(118, "z = '09:00-01'"),
            Planted.value(119, "i = '24 hours'"),
            Planted.value(120, "j = '{\"b\": 2, \"a\": 1}'"),
            Planted.value(121, "j = '{\"a\":1, \"b\": 2}'"),
            Planted.value(122, "j = '{\"a\": 0, \"a\": 1, \"b\": 2}'"),
            Planted.value(123, "b = '{\"a\": 1, \"b\": 1.00}'"),
            Planted.value(124, "x = x || '\\x00'"),
            Planted.value(125, "x = ''"),
            Planted.value(126, "a = '[0:1]={1,2}'"),
            Planted.value(127, "a = NULL"),
            Planted.value(128, "a = '{{1,2}}'"),
            Planted.value(129, "ta = '{\"NULL\"}'"),
            Planted.value(130, "o = NULL"),
            Planted.value(131, "ip = '10.0.0.1/24'"),
            Planted.value(132, "bits = '1010'"),
            Planted.value(133, "dom = 'other'"),
            Planted.value(134, "s = '(1,\"\")'"),
            Planted.value(135, "s = '(,)'"),
            Planted.value(136, "m = 'cross'"),
            Planted.value(137, "r = 'empty'"),
            Planted.value(138, "tsv = 'cat:1A'"),
            Planted.value(139, "pt = '(1,2.0000000000000004)'"),
            Planted.value(140, "t = U&'cafe\\0301'"),
            Planted.value(141, "t = E'a\\r\\nb'"),
            Planted.value(142, "ci = 'CASE'"),
            Planted.value(143, "u = NULL"),
            Planted.of("DELETE FROM key_text WHERE k = 'a '", "key_text missing a "),
            Planted.of("UPDATE key_text SET v = 50 WHERE k = 'A'", "key_text different A"),
            Planted.of("INSERT INTO key_text VALUES ('  ', 1)", "key_text extra   "),
            Planted.of("DELETE FROM key_text WHERE k = ''", "key_text missing "),
            Planted.of("UPDATE key_citext SET k = lower(k::text) WHERE v = 5", "key_citext different Name5@Example"),
            Planted.of("UPDATE key_anycase SET k = 'NAME7' WHERE v = 7", "key_anycase different Name7"),
            Planted.of("UPDATE key_numeric SET k = 7.5 WHERE v = 7", "key_numeric different 7.50"),
            Planted.of("UPDATE key_float SET k = 0 WHERE v = 1", "key_float different -0"),
            Planted.of("UPDATE key_float SET v = 20 WHERE k = 'NaN'", "key_float different NaN"),
            Planted.of(
                    "UPDATE key_time SET v = v * 10 WHERE NOT isfinite(k)",
                    "key_time different infinity",
                    "key_time different -infinity"),
            Planted.of("DELETE FROM key_time WHERE v = 4", "key_time missing 4714-11-24 00:00:00+00 BC"),
            Planted.of("DELETE FROM key_bytes WHERE k = '\\x00'", "key_bytes missing \\x00"),
            Planted.of("UPDATE key_pair SET v = '' WHERE a = 3 AND b = 'b, (3)\"'", "key_pair different b, (3)\" 3"),
            Planted.of("DELETE FROM part WHERE id = 700", "part missing 2026-02-10 700"),
            Planted.of("UPDATE part SET v = 'x' WHERE id = 60", "part different 2026-01-01 60"),
            Planted.of("INSERT INTO part VALUES (-1, '2025-01-01')", "part extra 2025-01-01 -1"),
            Planted.of(
                    "UPDATE part SET day = '2026-03-15' WHERE id = 61",
                    "part missing 2026-01-02 61",
                    "part extra 2026-03-15 61"),
            Planted.of("UPDATE numbered SET a = -a WHERE id = 9", "numbered different 9"),
            Planted.of("INSERT INTO numbered OVERRIDING SYSTEM VALUE VALUES (777, 1)", "numbered extra 777"),
            Planted.of("UPDATE long SET v = overlay(v placing 'y' from 50000) WHERE id = 3", "long different 3"),
            Planted.of("UPDATE long SET v = '' WHERE id = 4", "long different 4"),
            Planted.of("INSERT INTO empty VALUES (1)", "empty extra 1"),
            Planted.of("DELETE FROM emptied", "emptied missing 1", "emptied missing 2", "emptied missing 3"),
            Planted.of("DELETE FROM busy WHERE id = 2900", "busy missing 2900"),
            Planted.of("INSERT INTO busy VALUES (-1, 0)", "busy extra -1"));
}
