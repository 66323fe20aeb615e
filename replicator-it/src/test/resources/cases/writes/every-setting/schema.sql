-- Writers whose sessions show and read values in other ways; keys of types that those ways change.
CREATE TABLE k (at timestamptz, span interval, x double precision, raw bytea, v text, PRIMARY KEY (at, span, x, raw));
