CREATE TABLE shapes (id int PRIMARY KEY, p point, l line, s lseg, b box, open path, closed path, g polygon, c circle, bs box[]);
