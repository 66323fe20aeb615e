-- The same on the source alone: the run stops, and goes on when the target was changed, too.
CREATE TABLE sums (id int PRIMARY KEY, a int, total int GENERATED ALWAYS AS (a * 2) STORED);
