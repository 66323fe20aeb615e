CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE t (k text COLLATE loose PRIMARY KEY, v int);
