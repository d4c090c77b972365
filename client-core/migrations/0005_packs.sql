-- The pack of a feed: one that is being fetched or taken in, or that was, and is kept for a device that begins.
create table pack (
    feed text primary key references feed (id) on delete cascade,
    digest blob not null check (length(digest) = 32), -- SHA-256 of its bytes
    size integer not null,
    seq integer not null, -- up to which it holds the feed
    got integer not null default 0, -- bytes that are here, from the first on
    pages integer not null default 0, -- pages that were taken in
    state text not null check (state in (
        'wanted', -- to be fetched and taken in
        'kept', -- taken in; stays for devices that begin, until something leaves the feed
        'given_up' -- damaged, foreign or gone: the feed is read from its log. Its bytes are dropped
    ))
) strict, without rowid;

create table pack_part (
    feed text not null references pack (feed) on delete cascade,
    first integer not null, -- the place of its first byte in the pack
    bytes blob not null,
    primary key (feed, first)
) strict;
