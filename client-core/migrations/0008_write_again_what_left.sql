-- The last lineage that had written in the record: what it numbered there is not here any more.
alter table parted add column lineage integer references lineage (ordinal);

-- One more reason to begin a lineage: 'left'. The column is made anew, as SQLite changes no check.
alter table lineage rename column reason to old_reason;
alter table lineage add column reason text not null default 'made'
    check (reason in ('made', 'forked', 'refused', 'restored', 'left'));
update lineage set reason = old_reason;
alter table lineage drop column old_reason;
