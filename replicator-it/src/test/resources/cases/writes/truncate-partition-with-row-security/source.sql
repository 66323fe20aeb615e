GRANT TRUNCATE ON p_2 TO heroku_reporter;
