-- Packs that were built, as files in `packs/`, and may be offered.
create table pack (
    -- SHA-256 of the file, whose name it is
    digest blob primary key not null,
    -- the name of the feed
    feed text not null,
    -- the epoch, last sequence number and number of changes that it holds
    epoch blob not null,
    seq integer not null,
    count integer not null,
    size integer not null,
    built_at integer not null,
    -- when a newer one was built; whoever is fetching this one may go on for a while
    replaced_at integer
) strict, without rowid;
create index pack_of_feed on pack (feed) where replaced_at is null;
