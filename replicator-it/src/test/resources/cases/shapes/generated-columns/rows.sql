INSERT INTO price (id, net) SELECT g, g FROM generate_series(1, 200) AS g;
