CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN caseless AS text COLLATE nocase;
CREATE TABLE by_nocase (k text COLLATE nocase PRIMARY KEY, v text);
CREATE TABLE by_domain (k caseless PRIMARY KEY, v int);
CREATE TABLE by_c (k text COLLATE "C", l text COLLATE "POSIX", v int, PRIMARY KEY (k, l));
CREATE TABLE opclasses (k text NOT NULL, n int NOT NULL, l varchar NOT NULL, v int);
CREATE UNIQUE INDEX opclasses_key ON opclasses (k text_pattern_ops DESC NULLS LAST, n DESC, l varchar_pattern_ops) INCLUDE (v);
CREATE TABLE pieces (id int PRIMARY KEY, words text COLLATE nocase UNIQUE, words2 caseless[]);
