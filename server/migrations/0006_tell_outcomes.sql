-- What reviewers decided is told to the device, in whatever lineage it speaks by then.
create index pushed_decided on pushed (device, told, id) where outcome <> '' and told < 5;
