create table if not exists worker (
    -- The number in the registry id.
    number      integer primary key,
    registry_id text not null unique,
    source      text not null,
    -- worker/<document id>
    subject     text not null,
    -- Of the newest event, 20 digits.
    sequence    text not null,
    -- The fields as JSON, of the newest event.
    fields      text not null,
    -- Seconds since 1970.
    updated_at  integer not null,
    unique (source, subject)
) strict;

create table if not exists event (
    source      text not null,
    id          text not null,
    subject     text not null,
    sequence    text not null,
    -- 1 where a newer event was there before it, so that it changed nothing.
    stale       integer not null default 0,
    received_at integer not null,
    primary key (source, id)
) strict, without rowid;

create index if not exists event_by_subject on event (source, subject, sequence);

-- The answers to messages, for retries.
create table if not exists answer (
    idempotency_key text primary key,
    payload_hash    blob not null,
    body            text not null,
    answered_at     integer not null
) strict;

create index if not exists answer_by_age on answer (answered_at);

create table if not exists counter (
    name  text primary key,
    value integer not null
) strict, without rowid;
