UPDATE t SET o.note = 'm' WHERE id < 50;
