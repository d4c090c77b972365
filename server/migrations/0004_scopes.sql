-- Which regions a device serves, and which it served: what it wrote while it did is late, not foreign.
create table device_scope (
    device blob not null references device (id),
    region text not null,
    added_at integer not null,
    -- null while the device serves the region
    removed_at integer,
    primary key (device, region)
) strict, without rowid;

insert into device_scope (device, region, added_at)
select id, region, enrolled_at from device;

-- Up to which row of pushed the device may have dropped what it handed in, since it followed its feeds anew.
alter table device add column dropped integer not null default 0;

-- The kinds of the log are now: change | void | leave. Of a leave, doc says what left and hash is empty; of a void, hash
-- says what stood there.
alter table log add column doc blob;
create index log_leaves on log (feed, seq) where kind = 'leave';

-- The sequence number at which the document left the feed, null while it is there.
alter table document_feed add column left_seq integer;

-- How many times it left a feed: devices may have dropped what they handed in of it.
alter table document add column moves integer not null default 0;
-- The region outside of the province where it was handed over to.
alter table document add column handed_to text;

-- Of a logged change whose code says why a reviewer looks at it: accepted | undone, empty before.
alter table pushed add column outcome text not null default '';

-- What devices are to be told: held and refused changes, and logged ones that a reviewer looks at.
drop index pushed_untold;
create index pushed_untold on pushed (lineage, told, id) where code <> '' and told < 5;

-- What an operator decided, until the server has carried it out between two changes of the document.
create table instruction (
    id integer primary key,
    doc blob not null,
    -- move | undo
    kind text not null check (kind in ('move', 'undo')),
    -- of a move: where to
    region text,
    -- of an undo: the review item with the change
    review integer references review (id),
    asked_at integer not null
) strict;
create index instruction_of_document on instruction (doc, id);
