UPDATE wide SET c1600 = 'y' WHERE id < 10;
