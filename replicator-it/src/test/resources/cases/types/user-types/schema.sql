CREATE SCHEMA kinds;
CREATE TYPE kinds.mood AS ENUM ('sad', 'o"k', 'it''s, fine', '', 'é');
CREATE DOMAIN kinds.positive AS int NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN kinds.few AS text[] NOT NULL CHECK (cardinality(VALUE) < 5);
CREATE TYPE kinds.pair AS (a int, "b""c" text, m kinds.mood);
CREATE TYPE kinds.nest AS (p kinds.pair, ps kinds.pair[], f kinds.few, at timestamptz);
CREATE DOMAIN kinds.checked_pair AS kinds.pair CHECK ((VALUE).a IS DISTINCT FROM 13);
CREATE TABLE things (
    id int PRIMARY KEY, m kinds.mood DEFAULT 'sad', ms kinds.mood[], d kinds.positive DEFAULT 1, ds kinds.positive[],
    f kinds.few DEFAULT '{}', fs kinds.few[], p kinds.pair, ps kinds.pair[], n kinds.nest, ns kinds.nest[], cp kinds.checked_pair
);
CREATE TABLE by_thing (m kinds.mood, d kinds.positive, f kinds.few, p kinds.pair, ms kinds.mood[], v int, PRIMARY KEY (m, d, f, p, ms));
CREATE TABLE by_domain (p kinds.checked_pair PRIMARY KEY, v int);
CREATE TABLE rows_of_rows (id kinds.positive PRIMARY KEY, whole things, v int);
