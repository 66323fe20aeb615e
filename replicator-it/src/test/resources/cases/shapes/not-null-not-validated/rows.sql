INSERT INTO loose SELECT g, 'v' FROM generate_series(1, 20) AS g;
INSERT INTO loose VALUES (NULL, 'null');
ALTER TABLE loose ADD CONSTRAINT a_is_not_null NOT NULL a NOT VALID;
