UPDATE stay SET during = daterange('2026-01-02', '2026-02-01') WHERE during = daterange('2026-01-01', '2026-02-01');
-- The border between two stays moves: each row overlaps what the other was.
BEGIN;
UPDATE stay SET during = daterange('2026-02-10', '2026-03-01') WHERE room = int4range(11, 12) AND guest = 'two';
UPDATE stay SET during = daterange('2026-01-02', '2026-02-10') WHERE room = int4range(11, 12) AND guest = 'one';
COMMIT;
DELETE FROM visit WHERE id = 3;
DELETE FROM stay WHERE room = int4range(3, 4) AND guest = 'one';
INSERT INTO stay (room, during, guest) VALUES (int4range(50, 51), '[2026-05-01,2026-05-09)', 'new');
