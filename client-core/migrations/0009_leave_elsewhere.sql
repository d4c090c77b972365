-- One more reason for which a record leaves: 'elsewhere'. The columns are made anew, as SQLite changes no check.
alter table leaving rename column reason to old_reason;
alter table leaving add column reason text not null default 'moved'
    check (reason in ('moved', 'scope', 'late', 'elsewhere')); -- elsewhere: once a reviewer has decided on its edits
update leaving set reason = old_reason;
alter table leaving drop column old_reason;

alter table parted rename column reason to old_reason;
alter table parted add column reason text not null default 'moved'
    check (reason in ('moved', 'scope', 'late', 'elsewhere'));
update parted set reason = old_reason;
alter table parted drop column old_reason;
