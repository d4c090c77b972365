-- Devices that were lost: what of theirs may still come in, and whether they were wiped.
create table loss (
    device blob primary key not null references device (id),
    -- Unix seconds by our clock: what was written before is taken in
    lost_at integer not null,
    reason text not null default '',
    -- the order to wipe it, signed; null where there is none
    wipe_order blob,
    ordered_at integer,
    -- the device's confirmation, signed; null before it came
    wiped blob,
    wiped_at integer
) strict;

-- 1: it came after its device was revoked, written before the loss
alter table pushed add column from_lost integer not null default 0 check (from_lost in (0, 1));
