CREATE TABLE times (
    id int PRIMARY KEY, d date, t time, t3 time(3), tz timetz, ts timestamp, ts0 timestamp(0), tstz timestamptz, i interval,
    day interval day to second(2)
);
