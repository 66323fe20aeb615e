-- Tables that refer to each other, emptied by CASCADE and by naming both.
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent);
CREATE TABLE grandchild (id int PRIMARY KEY, child_id int REFERENCES child);
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
CREATE TABLE aside (id int PRIMARY KEY, parent_id int);
