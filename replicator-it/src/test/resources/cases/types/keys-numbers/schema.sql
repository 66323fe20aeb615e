CREATE TABLE by_int2 (k int2 PRIMARY KEY, v text);
CREATE TABLE by_numeric (k numeric PRIMARY KEY, v text);
CREATE TABLE by_float (k float8, l float4, v text, PRIMARY KEY (k, l));
CREATE TABLE by_money (k money, o oid, b bool, v text, PRIMARY KEY (k, o, b));
