-- Another role, which may write but owns nothing.
GRANT TRUNCATE ON t, split, split_1 TO heroku_reporter;
