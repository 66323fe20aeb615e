GRANT USAGE ON SCHEMA inside TO heroku_reporter;
GRANT SELECT, INSERT, UPDATE, DELETE ON inside.split TO heroku_reporter;
