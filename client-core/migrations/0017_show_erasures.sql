-- What shows that a record was erased: the voucher of the frame that said so. A province that was restored from a backup of
-- before, without its own list, is shown it.
create table erased_proof (
    doc blob primary key references erased (doc),
    voucher integer not null references voucher (id) on delete cascade,
    epoch blob not null check (length(epoch) = 16) -- the life of the log in which the province knows it
) strict, without rowid;
create index erased_proof_voucher on erased_proof (voucher);
