-- What people tell about themselves.

create policy owner on agentor.agent_profiles to current_user using (true) with check (true);
create policy owner on agentor.client_profiles to current_user using (true) with check (true);
create policy own on agentor.agent_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy own on agentor.client_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

grant select, insert (account_id, headline, about, category, skills, hourly_rate),
    update (headline, about, category, skills, hourly_rate, updated_at) on agentor.agent_profiles to :app_role;
grant select, insert (account_id, company, need, budget),
    update (company, need, budget, updated_at) on agentor.client_profiles to :app_role;
