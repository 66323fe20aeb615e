SELECT 'the tables are made by source.sql and target.sql';
