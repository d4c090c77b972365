-- What records say of each other: that one is a part of the other, or that both are two people after all. Every such
-- statement, also where they contradict each other.
create table sameness (
    doc blob not null,
    other blob not null,
    -- merged_into | not_same
    says text not null,
    primary key (doc, other, says)
) strict, without rowid;
create index sameness_of_other on sameness (other);
