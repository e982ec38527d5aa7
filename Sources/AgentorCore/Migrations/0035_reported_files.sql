-- Reports of one file of a message, and of a piece of work.

alter table agentor.report_cases
    drop constraint report_cases_kind_check,
    add constraint report_cases_kind_check check (
        kind in ('message', 'person', 'service', 'channel', 'held', 'file', 'work'));
alter table agentor.works add column hidden_at timestamptz;
