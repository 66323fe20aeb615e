-- Values would be rounded in silence, and so would elements of arrays and bounds of ranges.
CREATE DOMAIN moment AS timestamp(6);
CREATE TABLE t (id int PRIMARY KEY, v moment[]);
