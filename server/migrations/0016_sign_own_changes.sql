-- Up to which row of `change` the province did not sign what it wrote itself: from then on it does, as devices do.
insert into meta (key, value)
    select 'unsigned_until', cast(cast(coalesce(max(rowid), 0) as text) as blob) from change;
