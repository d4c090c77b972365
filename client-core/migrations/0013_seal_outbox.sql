-- The sealed outbox: what the files in the folder `outbox` hold, which only the province opens.
create table sealed_file (
    id integer primary key,
    name text not null unique,
    lineage integer not null references lineage (ordinal),
    exchange integer not null,
    size integer not null, -- bytes; -1 where it is to be made anew
    changes integer not null,
    made_at integer not null, -- Unix seconds by the device's clock
    heard_at integer -- by the province's clock: when it signed that it has what is in the file
) strict;

-- Statements that stand for themselves: signed as soon as something was written, each in one file.
create table sealed_statement (
    id integer primary key,
    file integer not null references sealed_file (id),
    statement blob not null, -- CBOR
    signature blob not null check (length(signature) = 64)
) strict;
create index sealed_statement_in on sealed_statement (file);

-- Files that are to be deleted once what replaces them is durable.
create table sealed_gone (
    name text primary key
) strict, without rowid;

-- The statement that covers a change in the outbox, null before there is one and once the province has the change.
alter table change add column sealed integer references sealed_statement (id);
create index change_to_seal on change (id) where own = 1 and sealed is null and state = 'local';
create index change_sealed on change (sealed) where sealed is not null;
