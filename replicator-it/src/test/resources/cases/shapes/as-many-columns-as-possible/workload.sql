UPDATE wide SET c1599 = 'y', c800 = 'm' WHERE id < 10;
DELETE FROM wide WHERE id = 15;
INSERT INTO wide (id, c1000) VALUES (100, 'n');
