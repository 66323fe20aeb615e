-- A unique index over a nullable column is no key; the check names the statement that makes it one.
CREATE TABLE loose (a int UNIQUE, v text);
