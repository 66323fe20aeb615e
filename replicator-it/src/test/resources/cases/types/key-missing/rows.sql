INSERT INTO keyless VALUES ('same'), ('same'), (NULL);
