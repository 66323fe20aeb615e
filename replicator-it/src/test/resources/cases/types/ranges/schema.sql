CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE moods AS RANGE (subtype = mood);
CREATE TYPE words AS RANGE (subtype = text, collation = "C");
CREATE TABLE ranges (
    id int PRIMARY KEY, i4 int4range, i8 int8range, n numrange, d daterange, ts tsrange, tz tstzrange, m moods, w words,
    many int4range[]
);
CREATE TABLE by_range (during tstzrange, who numrange, note text, PRIMARY KEY (during, who));
CREATE TABLE by_words (span words PRIMARY KEY, feeling moods NOT NULL UNIQUE);
