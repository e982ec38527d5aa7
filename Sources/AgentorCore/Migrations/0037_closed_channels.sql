-- A channel can be closed by a decision.

alter table agentor.report_cases
    drop constraint report_cases_outcome_check,
    add constraint report_cases_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'closed', 'banned', 'silenced', 'held', 'suspended', 'gone'));
alter table agentor.report_decisions
    drop constraint report_decisions_outcome_check,
    add constraint report_decisions_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'closed', 'banned', 'silenced', 'held', 'suspended'));
alter table agentor.decision_proposals
    drop constraint decision_proposals_outcome_check,
    add constraint decision_proposals_outcome_check check (
        outcome in ('removed', 'closed', 'banned', 'silenced', 'held', 'suspended'));

create index report_cases_closed on agentor.report_cases (subject) where outcome = 'closed';
