CREATE TABLE dated (d date, ts timestamp, tz timestamptz, t text, PRIMARY KEY (d, ts, tz, t));
