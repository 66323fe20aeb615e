-- Range, then hash: the key's columns in another order than the partition key, which is not in front of the row.
CREATE TABLE reading (
    value numeric,
    sensor int,
    note text,
    day date,
    CONSTRAINT reading_key PRIMARY KEY (sensor, day)
) PARTITION BY RANGE (day);
CREATE TABLE reading_2024 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (sensor);
CREATE TABLE reading_2024_0 PARTITION OF reading_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE reading_2024_1 PARTITION OF reading_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE reading_2025 PARTITION OF reading FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE reading_later PARTITION OF reading DEFAULT PARTITION BY LIST (sensor);
CREATE TABLE reading_later_1 PARTITION OF reading_later FOR VALUES IN (1);
CREATE TABLE reading_later_other PARTITION OF reading_later DEFAULT;
