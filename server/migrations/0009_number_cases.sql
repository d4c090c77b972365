-- The numbers of complaints: those that were given here, and those that came with a record.
create table case_number (
    doc blob primary key not null,
    -- what comes before the last number, 52-5203-2026; empty of a number that is none of ours
    series text not null,
    number integer not null
) strict, without rowid;
create unique index case_number_in_series on case_number (series, number) where series <> '';
