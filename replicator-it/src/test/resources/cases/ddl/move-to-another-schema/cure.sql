ALTER TABLE elsewhere.t SET SCHEMA public;
