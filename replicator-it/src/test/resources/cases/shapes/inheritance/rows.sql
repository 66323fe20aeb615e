INSERT INTO vehicle SELECT g, 2 FROM generate_series(1, 30) AS g;
INSERT INTO car SELECT g, 4, 5 FROM generate_series(20, 60) AS g;
INSERT INTO sports_car SELECT g, 4, 2, 300 FROM generate_series(25, 90) AS g;
