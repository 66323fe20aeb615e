-- A filled table becomes a partition: the rows it brings arrive, although no trigger saw them.
CREATE TABLE m (day date, id int, v text, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
