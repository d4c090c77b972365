-- What belongs to the device itself: keys, certificate, the server's epoch and receipt, the pace of the link.
create table setting (
    name text primary key,
    value blob not null
) strict, without rowid;

-- The lives of this database. The last one is current; an earlier one speaks until what it wrote has arrived.
create table lineage (
    ordinal integer primary key,
    id blob not null unique check (length(id) = 16),
    reason text not null check (reason in ('made', 'forked', 'refused', 'restored')),
    made_at integer not null, -- Unix seconds by the device's clock
    exchanges integer not null default 0, -- the number of the last exchange
    statements integer not null default 0, -- the number of the next statement
    last_statement blob check (length(last_statement) = 32) -- its hash, null before the first
) strict;

-- Who wrote changes, as signed entries named them; id 1 is the officer of this device.
create table author (
    id integer primary key,
    officer blob not null check (length(officer) = 16),
    officer_name text not null,
    device blob not null check (length(device) = 16),
    device_name text not null,
    unique (officer, device, officer_name, device_name)
) strict;

create table document (
    id blob primary key check (length(id) = 16),
    kind integer not null, -- records::Kind::code
    region text not null, -- where it was made
    snapshot blob not null, -- a cache of its changes, empty before the first
    heads blob not null, -- 32 bytes each
    made_at integer not null
) strict;

-- Every change that was ever here, as raw bytes: the truth that snapshots and projections are made of.
create table change (
    id integer primary key, -- in order of arrival: dependencies come first
    hash blob not null unique check (length(hash) = 32),
    doc blob not null references document (id),
    state text not null check (state in (
        'local', -- made here, not known to have arrived
        'received', -- made here, durable at the province, not yet decided
        'held', -- made here; the province waits for something that it depends on
        'refused', -- made here; the province never takes it. Not in the document
        'set_aside', -- made here, and written again as another change. Not in the document
        'logged', -- in the province's log, whoever made it
        'flagged', -- made here, in the log, and before a reviewer
        'waiting', -- from the log, but something it depends on is missing. Not in the document
        'quarantined' -- from the log, but unsafe by our guard. Not in the document
    )),
    reason text not null default '', -- the stable code of held, refused, flagged and quarantined
    author integer not null references author (id),
    made_at integer not null, -- by its author's clock, Unix seconds; 0 for an import
    received_at integer, -- by the province's clock
    lineage integer references lineage (ordinal), -- who may sign for it here; null where anyone may, or nobody
    own integer not null check (own in (0, 1)), -- 1: made here
    envelope integer references envelope (id), -- the statement that carries it, null before there is one
    raw blob not null
) strict;
create index change_of_document on change (doc, id);
create index change_to_sign on change (id) where own = 1 and envelope is null;
create index change_under_way on change (state) where state not in ('logged');
create index change_in_envelope on change (envelope) where envelope is not null;

-- What an officer meant with a change of this device, kept until the province has logged it.
create table intent (
    change integer primary key references change (id),
    seen blob not null, -- the heads that were on the screen
    intents text not null -- JSON
) strict;

-- Signed statements. Once made they never change: they are sent again as they are until the province has them.
create table envelope (
    id integer primary key,
    lineage integer not null references lineage (ordinal),
    n integer not null,
    statement blob not null, -- CBOR
    signature blob not null check (length(signature) = 64),
    size integer not null, -- bytes of its changes
    sent integer not null default 0 check (sent in (0, 1)), -- 1: it was on the line at least once
    received integer not null default 0 check (received in (0, 1)), -- 1: durable at the province
    unique (lineage, n)
) strict;
create index envelope_to_send on envelope (lineage, n) where received = 0;

-- How far each feed is here, and the fingerprint of what its log holds up to there.
create table feed (
    id text primary key, -- 52.03.13.2001/village
    seq integer not null default 0,
    count integer not null default 0,
    sum blob not null check (length(sum) = 32),
    receipt_seq integer not null default 0 -- up to here the province signed a receipt
) strict, without rowid;

create table logged (
    feed text not null references feed (id) on delete cascade,
    seq integer not null,
    change integer not null references change (id),
    primary key (feed, seq)
) strict, without rowid;
create index logged_change on logged (change);

-- What lists, search and forms show of a document. Made of the document alone, so it can be made again.
create table projection (
    ordinal integer primary key,
    doc blob not null unique references document (id),
    kind integer not null,
    name text not null,
    village text not null,
    hamlet text not null,
    family_card text not null,
    birth_date text not null,
    stage text not null,
    conflicts integer not null,
    problems integer not null,
    changed_at integer not null, -- the latest of its authors' clocks
    fields text not null -- JSON: path to value
) strict;
create index projection_by_name on projection (kind, name, ordinal);
create index projection_in_village on projection (village, kind, name, ordinal);
create index projection_in_conflict on projection (ordinal) where conflicts > 0;

-- The numbers that a document claims, in every version that somebody wrote.
create table claim (
    what text not null check (what in ('nik', 'family_card', 'phone')),
    number text not null,
    doc blob not null references document (id),
    primary key (what, number, doc)
) strict, without rowid;
create index claim_of_document on claim (doc);

-- Groups of three letters of the names and hamlets, to find what is spelt differently.
create table trigram (
    gram integer not null, -- three characters of 21 bits
    projection integer not null references projection (ordinal),
    primary key (gram, projection)
) strict, without rowid;
create index trigram_of_projection on trigram (projection);

-- Lists that were imported on this device.
create table import (
    file blob primary key check (length(file) = 16),
    name text not null,
    rows integer not null,
    problems integer not null,
    imported_at integer not null
) strict, without rowid;

-- Which row of which list, imported on whatever device, stands in which document.
create table import_row (
    file blob not null check (length(file) = 16),
    row integer not null,
    doc blob not null references document (id),
    undone integer not null check (undone in (0, 1)),
    primary key (file, row, doc)
) strict, without rowid;
create index import_row_of_document on import_row (doc);
