-- How the province's keys followed each other. What counts stands in keys.json; this copy shows whether that file is an old
-- one, or this database is.
create table succession (
    n integer primary key,          -- 0 founds the chain
    statement blob not null,        -- CBOR with the signature of its key
    noted_at integer not null       -- Unix seconds
) strict;

-- How many statements of the chain the device said that it knows, with its certificate under the newest of them.
alter table device add column chain integer not null default 0;
