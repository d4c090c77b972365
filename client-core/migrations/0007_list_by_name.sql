-- A page of the list is read in the order of the list: by name, and by id where people have the same.
drop index projection_by_name;
create index projection_by_name on projection (name, doc);
