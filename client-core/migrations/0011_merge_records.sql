-- Which record says of which other one that it is a part of it: every such statement, also where they contradict each
-- other. The other record need not be here.
create table merged (
    doc blob not null references document (id),
    into_doc blob not null check (length(into_doc) = 16),
    primary key (doc, into_doc)
) strict, without rowid;
create index merged_into on merged (into_doc);

-- A newer device may have merged what came here before this step. Lists show such records once as soon as one of them is
-- written; whoever opens one sees all of them at once.
insert into merged (doc, into_doc)
select doc, unhex(json_extract(fields, '$.merged_into'), '-') from projection
where length(unhex(json_extract(fields, '$.merged_into'), '-')) = 16;
