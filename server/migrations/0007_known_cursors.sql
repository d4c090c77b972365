-- Cursors that a device with several feeds may name by their digest: those that it came with last, and those that the answer
-- left it with. Which of the two it has, only its next exchange says.
create table known_cursors (
    lineage blob not null references lineage (id),
    -- SHA-256 of the cursors
    digest blob not null,
    -- the life of the log that they belong to
    epoch blob not null,
    -- CBOR
    cursors blob not null,
    primary key (lineage, digest)
) strict, without rowid;
