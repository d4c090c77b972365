-- Records that were lent to a device of another office, for a while. Nothing of it is ever removed: it is who read what, and
-- why.
create table loan (
    id integer primary key,
    doc blob not null,
    device blob not null references device (id),
    -- emptied when the record is erased
    reason text not null,
    operator text not null,
    -- Unix seconds
    given_at integer not null,
    until integer not null,
    -- when the device's signed word showed that it has the record
    delivered_at integer,
    -- null while it runs
    ended_at integer,
    -- expired | ended | revoked | erased | handed_over, empty while it runs
    ended_by text not null default '',
    -- what the server has carried out of it: nothing | given | ended
    done text not null default 'nothing' check (done in ('nothing', 'given', 'ended'))
) strict;
create index loan_of_document on loan (doc);
create index loan_of_device on loan (device);
-- What the server still has to look after.
create index loan_under_way on loan (device, until) where done <> 'ended';

-- Whether the device said over a line that it knows what is lent to it; null before it said anything.
alter table device add column borrows integer check (borrows in (0, 1));
