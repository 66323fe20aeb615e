-- Values computed anew by a change of type that was taken back: what a column looks like is no proof of what it holds.
CREATE TABLE t (id int PRIMARY KEY, n int);
