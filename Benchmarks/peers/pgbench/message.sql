-- What storing a message asks of the database, in one transaction and one round trip: who it is, whether they may write
-- just now, the message. Author N writes in channel bench-(N mod channels), as the load on ours has it.
\set author random(1, :authors)
\set channel :author % :channels
\startpipeline
begin;
select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago, is_stale
    from agentor.enter(sha256(decode(lpad(to_hex(:author::int), 64, '0'), 'hex')), interval '14 days');
select agentor.take_turn('message ' || :author::int, 60, interval '0.5 seconds', 1);
with form as (select gen_random_uuid() as nonce),
    sent as (
        insert into messaging.messages (channel_id, user_id, content, nonce)
        select c.id, messaging.viewer(),
            'I moved the call to 14:30 because of the school run. Can you send me the invoice for the first week?', form.nonce
        from form, messaging.channels c
        join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        where c.slug = 'bench-' || :channel::int
            and not exists (
                select from messaging.messages m where m.user_id = messaging.viewer() and m.nonce = form.nonce)
        on conflict (user_id, nonce) do nothing
        returning seq)
select seq from sent
    union all
    select m.seq from form join messaging.messages m on m.user_id = messaging.viewer() and m.nonce = form.nonce
    limit 1;
commit;
\endpipeline
