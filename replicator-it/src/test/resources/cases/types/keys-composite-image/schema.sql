CREATE TYPE reading AS (name text, amount numeric);
CREATE TABLE readings (k reading NOT NULL, v int);
CREATE UNIQUE INDEX readings_key ON readings (k record_image_ops);
