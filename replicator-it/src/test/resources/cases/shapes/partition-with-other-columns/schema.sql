-- Partitions whose columns stand in another order, one of them with a dropped column.
CREATE TABLE event (id int, kind text, at timestamptz, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE event_a (at timestamptz, gone int, kind text NOT NULL, id int NOT NULL);
ALTER TABLE event_a DROP COLUMN gone;
ALTER TABLE event ATTACH PARTITION event_a FOR VALUES IN ('a');
CREATE TABLE event_b (kind text NOT NULL, at timestamptz, id int NOT NULL);
ALTER TABLE event ATTACH PARTITION event_b FOR VALUES IN ('b');
