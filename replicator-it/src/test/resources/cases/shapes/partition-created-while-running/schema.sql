-- A new partition on both sides: its rows arrive, whether written through the root or into it.
CREATE TABLE m (day date, id int, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
