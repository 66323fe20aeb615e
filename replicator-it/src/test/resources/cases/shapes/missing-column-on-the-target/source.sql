ALTER TABLE t ADD COLUMN "Odd Name" numeric(10, 2);
