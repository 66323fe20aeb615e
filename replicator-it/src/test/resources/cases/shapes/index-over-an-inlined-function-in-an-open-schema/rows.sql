INSERT INTO post (title) SELECT 'Post  number ' || i FROM generate_series(1, 100) AS i;
