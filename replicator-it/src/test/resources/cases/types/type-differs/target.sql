ALTER TABLE amounts ALTER COLUMN v TYPE numeric(6,1);
