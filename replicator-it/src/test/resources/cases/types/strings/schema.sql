CREATE TABLE strings (id int PRIMARY KEY, t text, v varchar(10), v0 varchar, c char(10), c0 bpchar, n name, q "char", a text[]);
CREATE TABLE one_column (t text PRIMARY KEY);
CREATE TABLE only_text (id serial PRIMARY KEY, t text);
