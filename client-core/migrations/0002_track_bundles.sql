-- Bundles on their way to the province, until it has all that is in them.
create table bundle (
    digest blob primary key check (length(digest) = 32), -- SHA-256 of the sealed bytes
    lineage integer not null references lineage (ordinal),
    exchange integer not null,
    made_at integer not null, -- Unix seconds by the device's clock
    courier blob check (length(courier) = 16), -- the device that carries it, null where nobody said so
    courier_name text,
    carried_at integer, -- Unix seconds by the courier's clock
    receipt blob -- the courier's, signed
) strict, without rowid;

create table bundle_envelope (
    bundle blob not null references bundle (digest) on delete cascade,
    envelope integer not null references envelope (id) on delete cascade,
    primary key (bundle, envelope)
) strict, without rowid;
create index bundle_of_envelope on bundle_envelope (envelope);
