-- A generated column becomes an ordinary one, on the target first: from then on its values are carried.
CREATE TABLE sums (id int PRIMARY KEY, a int, total int GENERATED ALWAYS AS (a * 2) STORED);
