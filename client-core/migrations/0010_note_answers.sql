-- The number of the last exchange of which the whole answer was taken in, null before the first.
alter table lineage add column answered integer;
