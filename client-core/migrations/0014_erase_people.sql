-- Records that were erased everywhere: their opaque ids, and nothing else. Nothing comes in under one of them again.
create table erased (
    doc blob primary key check (length(doc) = 16),
    at integer not null, -- Unix seconds by the device's clock
    scrubbed integer not null default 0 check (scrubbed in (0, 1)) -- 1: the write-ahead log was emptied since
) strict, without rowid;

-- People who were recorded here for the first time after they had been erased elsewhere: the province took nothing of it.
-- Kept until an officer says whether they are to be recorded again.
create table turned_away (
    doc blob primary key check (length(doc) = 16), -- the id under which it was refused
    kind integer not null, -- records::Kind::code
    region text not null,
    fields text not null, -- JSON: path to value
    at integer not null
) strict, without rowid;
