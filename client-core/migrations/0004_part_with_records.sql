-- Records that are in no followed feed any more. They stay until every edit of this device is settled.
create table leaving (
    doc blob primary key references document (id),
    reason text not null check (reason in ('moved', 'scope', 'late'))
) strict, without rowid;

-- Records that left this device: nothing else of them is here.
create table parted (
    doc blob primary key check (length(doc) = 16),
    reason text not null check (reason in ('moved', 'scope', 'late')),
    at integer not null -- Unix seconds by the device's clock
) strict, without rowid;

-- Edits of this device that a reviewer looks at or has decided on; the record may have left since.
create table reviewed (
    change blob primary key check (length(change) = 32), -- its hash
    doc blob not null check (length(doc) = 16),
    code text not null, -- why: late | elsewhere, empty where nobody said so
    outcome text not null default '' -- accepted | undone, empty before
) strict, without rowid;

-- 1: a change of it left with its record, so the statement cannot be sent again.
alter table envelope add column partial integer not null default 0;
create index envelope_partial on envelope (id) where partial = 1;
