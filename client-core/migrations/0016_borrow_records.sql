-- Records that are lent to this device, or were: each goes with its record.
create table lent (
    doc blob primary key check (length(doc) = 16),
    until integer not null, -- by the province's clock, Unix seconds
    closed integer not null default 0 check (closed in (0, 1)) -- 1: its time is over, and nothing of it is shown
) strict, without rowid;

-- One more reason for which a record leaves: 'lent'. The columns are made anew, as SQLite changes no check.
alter table leaving rename column reason to old_reason;
alter table leaving add column reason text not null default 'moved'
    check (reason in ('moved', 'scope', 'late', 'elsewhere', 'lent')); -- lent: its time here is over
update leaving set reason = old_reason;
alter table leaving drop column old_reason;

alter table parted rename column reason to old_reason;
alter table parted add column reason text not null default 'moved'
    check (reason in ('moved', 'scope', 'late', 'elsewhere', 'lent'));
update parted set reason = old_reason;
alter table parted drop column old_reason;
