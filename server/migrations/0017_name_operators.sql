-- Who may give the province's commands. While there is nobody, everybody who reaches this file may.
create table operator (
    id integer primary key,
    name text not null unique,
    -- administrator | reviewer | registrar | auditor
    role text not null,
    -- Argon2id, a PHC string; null: a program, which has a key and no password
    password text,
    -- the secret of the second factor, sealed to the province: not readable in a copy of this file; null: a program
    second_factor blob,
    -- the time step of the last code that was accepted: each is good once
    last_step integer not null default 0,
    -- 1: the operator chose the password, so that nobody else has seen it
    is_own integer not null default 0,
    created_at integer not null,
    signed_in_at integer,
    disabled_at integer
) strict;

-- Who is signed in, by what they show. A program's key is one without an end.
create table operator_session (
    -- SHA-256 of the token
    token blob primary key,
    operator integer not null references operator (id) on delete cascade,
    -- the account of the system that signed in, and that alone may go on; '' of a key
    account text not null,
    used_at integer not null,
    -- seconds without a command after which it ends; null: never
    idle integer,
    ends_at integer
) strict, without rowid;
create index operator_session_of on operator_session (operator);

-- Wrong attempts to sign in, by a part of the hash of the name that was given, whether somebody has it or not.
create table operator_attempt (
    slot integer primary key,
    failures integer not null,
    failed_at integer not null
) strict;

-- What operators did. Each line holds the hash of the one before.
create table operator_log (
    id integer primary key,
    before blob not null,
    at integer not null,
    -- '' where nobody was signed in
    operator text not null,
    account text not null,
    command text not null,
    -- the ids that the command was about, never what is in a record
    about text not null,
    -- begun | failed | refused
    outcome text not null
) strict;
create trigger operator_log_is_not_changed before update on operator_log
begin
    select raise(abort, 'the log of what operators did is only added to');
end;
create trigger operator_log_is_not_shortened before delete on operator_log
begin
    select raise(abort, 'the log of what operators did is only added to');
end;
