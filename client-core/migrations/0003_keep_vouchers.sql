-- The life of the log that a feed's cursor belongs to. Where it is not the present one, the two sides are compared.
alter table feed add column epoch blob check (length(epoch) = 16);
update feed set epoch = (select value from setting where name = 'epoch') where seq > 0;

-- What the device takes for logged in a feed. A document is in a feed where a change of it is.
alter table logged rename to logged_before;
drop index logged_change;
create table logged (
    feed text not null references feed (id) on delete cascade,
    change integer not null references change (id),
    seq integer, -- null where it came outside of the log's order: by a pack, or in the answer to a comparison
    primary key (feed, change)
) strict, without rowid;
insert or ignore into logged (feed, change, seq) select feed, change, seq from logged_before order by seq;
drop table logged_before;
create index logged_change on logged (change);

-- What the province signed: frames of its log, without their changes. The receipt of every change in them, and the proof
-- for a province that lost it.
create table voucher (
    id integer primary key,
    bytes blob not null -- CBOR of wire::exchange::Voucher
) strict;

-- The entries of a voucher. All of them are needed to verify it.
create table vouched (
    voucher integer not null references voucher (id) on delete cascade,
    position integer not null, -- from 0
    label blob, -- what the entry says beside its change, null where the change went from here
    digest blob check (length(digest) = 32), -- stands for the entry then
    change integer references change (id), -- null for an entry without one
    primary key (voucher, position),
    check ((label is null) <> (digest is null))
) strict, without rowid;
create index vouched_change on vouched (change) where change is not null;

-- Changes of others that the province asked for, until they were handed back.
create table wanted (
    change integer primary key references change (id)
) strict;
