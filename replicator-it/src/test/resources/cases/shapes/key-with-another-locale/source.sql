-- Accents make another key here, not there, though the collations have the same name.
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (k text COLLATE loose PRIMARY KEY, v int);
