-- In which exchange of which lineage the device was told of a verdict last: once it says that it took the answer in, that is
-- enough.
alter table pushed add column told_lineage blob;
alter table pushed add column told_exchange integer;
create index pushed_told_in on pushed (told_lineage, told_exchange) where told_lineage is not null and told < 5;
