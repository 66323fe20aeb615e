-- A new partition that only the source has: its first row stops the run, and arrives when the partition is there.
CREATE TABLE m (day date, id int, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
