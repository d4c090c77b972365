-- When an operator, or too many wrong guesses, took an invitation back. Its secret is overwritten then, too.
alter table invite add column withdrawn_at integer;
-- How often somebody named it without knowing its secret.
alter table invite add column guesses integer not null default 0;
