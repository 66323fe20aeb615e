CREATE TABLE by_interval (k interval PRIMARY KEY, v text);
CREATE TABLE by_date (d date, ts timestamp, tz timestamptz, v text, PRIMARY KEY (d, ts, tz));
CREATE TABLE by_time (t time, tz timetz, v text, PRIMARY KEY (t, tz));
