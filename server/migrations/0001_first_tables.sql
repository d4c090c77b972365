-- What the whole deployment shares: its name, province, and who the province is as an author.
create table meta (
    key text primary key not null,
    value blob not null
) strict, without rowid;

-- The lives of the log. The youngest is the present one; it also stands in a file beside the database.
create table epoch (
    id blob primary key not null,
    -- under which the province writes documents during this epoch
    lineage blob not null,
    since integer not null,
    -- created | restored | behind
    reason text not null
) strict;

create table invite (
    -- the public half of the code
    id blob primary key not null,
    -- the secret half, overwritten when used
    secret blob not null,
    region text not null,
    officer blob not null,
    officer_name text not null,
    role text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict;

create table device (
    id blob primary key not null,
    name text not null,
    officer blob not null,
    officer_name text not null,
    role text not null,
    region text not null,
    signing_key blob not null,
    recipient text not null,
    certificate blob not null,
    enrolled_at integer not null,
    revoked_at integer,
    last_seen_at integer,
    -- the device's clock minus ours, seconds, at its last exchange
    clock_offset integer
) strict;

-- One life of a device's database.
create table lineage (
    id blob primary key not null,
    device blob not null references device (id),
    last_exchange integer not null
) strict;

-- The statements of a lineage that are durable here, as ranges of their numbers.
create table received (
    lineage blob not null,
    first integer not null,
    last integer not null,
    primary key (lineage, first)
) strict, without rowid;

-- What devices signed, kept for audit.
create table statement (
    id integer primary key,
    lineage blob not null,
    n integer not null,
    hash blob not null,
    bytes blob not null,
    signature blob not null,
    received_at integer not null,
    unique (lineage, n)
) strict;

-- The bytes of every change that ever arrived, logged or not.
create table change (
    hash blob primary key not null,
    raw blob not null,
    received_at integer not null,
    -- the following are set when it is logged: its document, its place there, and who signed for it
    doc blob,
    position integer,
    device blob,
    officer blob
) strict;
create unique index change_by_position on change (doc, position) where doc is not null;

-- Inbox, held, quarantine and history of what each lineage handed in. A change may be handed in by several lineages.
create table pushed (
    id integer primary key,
    lineage blob not null,
    hash blob not null,
    n integer not null,
    doc blob not null,
    kind integer not null,
    region text not null,
    device blob not null,
    officer blob not null,
    -- pending: waits for the guard; held: waits for another change; refused: quarantine; logged
    state text not null check (state in ('pending', 'held', 'refused', 'logged')),
    -- the stable code of the reason, empty where there is none
    code text not null default '',
    -- how many complete responses told the device of a refusal or a hold
    told integer not null default 0,
    unique (lineage, hash)
) strict;
create index pushed_waiting on pushed (doc, id) where state = 'pending';
create index pushed_pending_of on pushed (lineage) where state = 'pending';
create index pushed_untold on pushed (lineage, id) where state in ('held', 'refused') and told < 5;
create index pushed_aside on pushed (state) where state in ('held', 'refused');

-- What held changes wait for.
create table missing (
    hash blob not null,
    pushed integer not null references pushed (id),
    primary key (hash, pushed)
) strict, without rowid;

create table document (
    id blob primary key not null,
    kind integer not null,
    -- where it was made
    region text not null,
    heads blob not null,
    -- a cache: it can be made again from the changes
    snapshot blob not null,
    changes integer not null,
    created_at integer not null,
    updated_at integer not null
) strict;
create index document_by_kind on document (kind);

create table feed (
    id integer primary key,
    name text not null unique,
    seq integer not null default 0,
    count integer not null default 0,
    -- the sum of the hashes of its changes, 32 bytes, big-endian
    fingerprint blob not null
) strict;

create table document_feed (
    doc blob not null,
    feed integer not null references feed (id),
    primary key (doc, feed)
) strict, without rowid;

create table log (
    feed integer not null references feed (id),
    seq integer not null,
    -- change | void
    kind text not null,
    hash blob not null,
    primary key (feed, seq)
) strict, without rowid;

-- What lists and the registry see of a document.
create table projection (
    doc blob primary key not null,
    kind integer not null,
    region text not null,
    body text not null
) strict;

-- Which documents name a person by the same number.
create table claim (
    number text not null,
    doc blob not null,
    primary key (number, doc)
) strict, without rowid;
create index claim_by_doc on claim (doc);

-- What a person has to look at.
create table review (
    id integer primary key,
    -- conflict | same_identity | refused | registry_rejected | projection_failed
    kind text not null,
    doc blob not null,
    -- what it is about within the document: a field, a change, another document, an event
    subject text not null,
    region text not null,
    -- JSON
    detail text not null,
    opened_at integer not null,
    closed_at integer,
    unique (kind, doc, subject)
) strict;
create index review_open on review (kind) where closed_at is null;
create index review_by_doc on review (doc);

create table registry_outbox (
    id integer primary key,
    doc blob not null,
    -- of document and version; the idempotency key
    event text not null unique,
    -- the exact bytes that are sent, at every attempt
    body blob not null,
    -- waiting | sent | rejected | dead
    state text not null,
    attempts integer not null default 0,
    -- Unix milliseconds
    due_at integer not null,
    -- of the last attempt
    code text not null default '',
    created_at integer not null,
    finished_at integer
) strict;
create index registry_outbox_waiting on registry_outbox (doc, id) where state = 'waiting';
create index registry_outbox_state on registry_outbox (state);
create index registry_outbox_by_doc on registry_outbox (doc);

-- What the registry calls a document.
create table registry_ref (
    doc blob primary key not null,
    registry_id text not null,
    event text not null,
    at integer not null
) strict;
