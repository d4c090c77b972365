-- The officers who work on this device, or did. Who may open the store is said by the keyring beside it.
create table officer (
    id blob primary key check (length(id) = 16),
    name text not null
) strict, without rowid;
insert into officer (id, name) select officer, officer_name from author where id = 1;

-- What lets officers in again who forgot a passphrase, sealed to the province, until it has it.
create table deposit (
    officer blob primary key check (length(officer) = 16),
    sealed blob not null
) strict, without rowid;

-- To whose key the content of a record is sealed: its changes, intents and snapshot, and what is shown of it. Null where
-- every officer of the device reads it.
alter table document add column owner blob check (length(owner) = 16);
alter table projection add column owner blob check (length(owner) = 16);
create index document_of_owner on document (owner) where owner is not null;
create index projection_of_owner on projection (owner) where owner is not null;
-- Complaints, screenings and what is confidential: few, and to be sealed where they are not.
create index document_to_seal on document (id) where owner is null and kind in (4, 5, 6);

-- Records of an officer who was not there when something happened to them: to be built again when that officer is.
create table owed (
    doc blob primary key references document (id)
) strict, without rowid;
