-- When a change was first held, Unix seconds; null while it never was.
alter table pushed add column held_at integer;
update pushed set held_at = (select received_at from change where change.hash = pushed.hash) where state = 'held';

create index pushed_held_of on pushed (device, held_at) where state = 'held';
create index pushed_held_since on pushed (held_at) where state = 'held';
-- Who else handed a change in that is not in the log.
create index pushed_aside_of_change on pushed (hash) where state <> 'logged';
