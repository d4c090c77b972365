-- Room that is given back when the disk or the database is full, so that what was written here can still be sent.
create table reserve (
    room blob not null
) strict;
insert into reserve (room) values (zeroblob(65536));
