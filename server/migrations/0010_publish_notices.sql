-- One more instruction: notice. The table is made anew, as SQLite changes no check; what an instruction may be is the
-- program's to know.
create table instruction_of_any_kind (
    id integer primary key,
    doc blob not null,
    -- move | undo | notice
    kind text not null,
    -- of a move: where to
    region text,
    -- of an undo: the review item with the change
    review integer references review (id),
    -- of a notice: what it says from now on, JSON
    body text,
    asked_at integer not null
) strict;
insert into instruction_of_any_kind (id, doc, kind, region, review, asked_at)
select id, doc, kind, region, review, asked_at from instruction;
drop table instruction;
alter table instruction_of_any_kind rename to instruction;
create index instruction_of_document on instruction (doc, id);
