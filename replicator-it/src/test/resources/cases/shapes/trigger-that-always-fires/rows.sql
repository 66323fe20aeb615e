INSERT INTO guarded VALUES (1, 'quiet');
