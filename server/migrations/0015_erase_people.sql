-- Acts of erasing a person's records.
create table erasure (
    id integer primary key,
    -- requested | consent_withdrawn | not_needed | unlawful | retention_ended
    reason text not null,
    -- the number of the person's request, null where there was none
    request integer,
    operator text not null,
    asked_at integer not null,
    -- null until all of it is gone
    done_at integer,
    -- what the registry was told: nothing | waiting | accepted | rejected | unreachable
    registry text not null default 'nothing',
    registry_at integer
) strict;

-- Documents that are to be erased or were. Nothing is ever taken in again under the id of one that was.
create table tombstone (
    doc blob primary key not null,
    erasure integer not null references erasure (id),
    kind integer not null,
    -- how many changes it had
    changes integer not null,
    -- null until it is gone
    erased_at integer,
    -- changes that came for it since, and were refused
    refused integer not null default 0
) strict, without rowid;
create index tombstone_of_erasure on tombstone (erasure);

-- Devices that have, or may have, what was erased.
create table erasure_holder (
    erasure integer not null references erasure (id),
    device blob not null,
    -- when a signed hello showed that it is gone there
    confirmed_at integer,
    primary key (erasure, device)
) strict, without rowid;
create index erasure_outstanding on erasure_holder (device) where confirmed_at is null;

-- How far each device got in each feed: by its own signed word, and by what it was given.
create table device_feed (
    device blob not null,
    feed text not null,
    epoch blob not null,
    seq integer not null,
    said_at integer not null,
    given integer not null default 0,
    given_at integer,
    primary key (device, feed)
) strict, without rowid;

-- Who saw what is in which record.
create table access (
    id integer primary key,
    at integer not null,
    operator text not null,
    -- the command: record_show, review_list, subject_access …
    what text not null,
    doc blob not null,
    device blob,
    reason text not null default ''
) strict;
create index access_of_document on access (doc, at);

-- What people ask for under the law on personal data.
create table subject_request (
    id integer primary key,
    -- access | correction | restriction | erasure | objection
    kind text not null,
    doc blob not null,
    operator text not null,
    asked_at integer not null,
    -- 3 x 24 hours later
    due_at integer not null,
    closed_at integer,
    -- granted | refused | withdrawn, empty while it is open
    outcome text not null default ''
) strict;
create index subject_request_open on subject_request (doc) where closed_at is null;
