-- @superuser
COPY plain (id) FROM PROGRAM 'seq 1 1000';
COPY split (id) FROM PROGRAM 'seq 1 1000';
COPY split_2 (id) FROM PROGRAM 'seq 2000 2100';
COPY parent (id) FROM PROGRAM 'seq 1 100';
COPY child (id) FROM PROGRAM 'seq 50 150';
-- @superuser
BEGIN;
TRUNCATE plain;
COPY plain (id) FROM PROGRAM 'seq 500 600' WITH (FREEZE);
COMMIT;
