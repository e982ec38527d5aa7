-- A channel that the host keeps from whoever is not in it, and what it was before: archived and private meanwhile, so nothing that reads
-- channels has to know of it.

alter table messaging.channels
    add column withheld_at timestamptz,
    add column visibility_before text check (visibility_before in ('public', 'private', 'web-public')),
    add column archived_before timestamptz,
    add constraint channels_withheld check (
        (withheld_at is null) = (visibility_before is null)
        and (withheld_at is not null or archived_before is null)
        and (withheld_at is null or archived_at is not null and type = 'private'));
