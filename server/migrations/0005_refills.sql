-- The feed in which the province logged a change once, where it lost it since and a device brings it back; null where the
-- device signs for the change itself. Such a row has no statement: its number is -1.
alter table pushed add column vouched text;

-- Who signed for such changes then, by the names that they had: their devices may have been lost as well.
create table author (
    device blob not null,
    officer blob not null,
    device_name text not null,
    officer_name text not null,
    primary key (device, officer)
) strict, without rowid;
