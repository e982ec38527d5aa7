-- What was decided, the latest first: of all, of one kind, by one moderator, and both. And the first reports of a case, however many it has.

create index report_decisions_by_time on agentor.report_decisions (decided_at desc, case_id desc);
create index report_decisions_of_outcome on agentor.report_decisions (outcome, decided_at desc, case_id desc);
drop index agentor.report_decisions_of_moderator;
create index report_decisions_of_moderator on agentor.report_decisions (moderator, decided_at desc, case_id desc)
    where moderator is not null;
create index report_decisions_of_both on agentor.report_decisions (moderator, outcome, decided_at desc, case_id desc)
    where moderator is not null;

create index reports_of_case on agentor.reports (case_id, reported_at, account_id);
