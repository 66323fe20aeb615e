UPDATE post SET title = 'x  Y' WHERE id < 5;
DELETE FROM post WHERE id = 9;
INSERT INTO post (title) VALUES ('n  N'), (NULL);
