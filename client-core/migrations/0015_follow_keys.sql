-- How the province's keys followed each other, from the one that this device was enrolled under: see `succession`.
create table succession (
    n integer primary key,          -- 0 founds the chain
    statement blob not null,        -- CBOR with the signature of its key
    learnt_at integer not null      -- by this device's clock, Unix seconds
) strict;

-- To whom a file of the outbox is sealed: '' for the recipient of the enrolment.
alter table sealed_file add column recipient text not null default '';
