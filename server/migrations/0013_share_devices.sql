-- Who works on which device. The officer of the device itself is the one who enrolled it.
create table device_officer (
    device blob not null references device (id),
    officer blob not null check (length(officer) = 16),
    name text not null,
    role text not null,
    added_at integer not null, -- Unix seconds
    removed_at integer, -- null while the officer works there
    primary key (device, officer)
) strict, without rowid;
create index device_of_officer on device_officer (officer);
insert into device_officer (device, officer, name, role, added_at)
select id, officer, officer_name, role, enrolled_at from device;

-- An invitation for one more officer of this device; null where it is for a new device.
alter table invite add column device blob references device (id);

-- What lets an officer in again who forgot a passphrase, sealed to the province's own key.
create table deposit (
    device blob not null references device (id),
    officer blob not null check (length(officer) = 16),
    sealed blob not null,
    at integer not null, -- when it came, Unix seconds
    primary key (device, officer)
) strict, without rowid;

-- Which operator had a reset code given out, and for whom.
create table reset_code (
    id integer primary key,
    device blob not null references device (id),
    officer blob not null check (length(officer) = 16),
    operator text not null,
    at integer not null -- Unix seconds
) strict;
