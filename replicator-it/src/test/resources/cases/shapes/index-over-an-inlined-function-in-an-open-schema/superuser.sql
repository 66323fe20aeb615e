-- As every database before 15: anybody may put a function there that takes the place of a built-in one.
GRANT CREATE ON SCHEMA public TO PUBLIC;
