CREATE TABLE large (id int PRIMARY KEY, t text, b bytea, a text[]);
ALTER TABLE large ALTER b SET STORAGE EXTERNAL;
