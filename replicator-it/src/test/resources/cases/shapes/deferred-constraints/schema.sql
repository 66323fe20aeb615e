-- Constraints that are violated in the middle of a transaction and satisfied at its end.
CREATE TABLE place (id int PRIMARY KEY, rank int NOT NULL, CONSTRAINT one_rank UNIQUE (rank) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE seat (id int PRIMARY KEY, no int NOT NULL, CONSTRAINT one_no UNIQUE (no) DEFERRABLE);
CREATE TABLE guest (id int PRIMARY KEY, place_id int REFERENCES place DEFERRABLE INITIALLY DEFERRED);
