-- A key whose index excludes overlaps: equal keys are found by another operator than that of the index.
CREATE TABLE stay (room int4range, during daterange, guest text, PRIMARY KEY (room, during WITHOUT OVERLAPS));
CREATE TABLE visit (id int PRIMARY KEY, room int4range, during daterange,
    FOREIGN KEY (room, PERIOD during) REFERENCES stay (room, PERIOD during));
