-- What a page of channels to discover asks of the directory, as one of :readers: without words, or where :words is 1 with two
-- that every such channel has.
\set reader random(1, :readers)
\startpipeline
select proof.*, set_config('transaction_read_only', 'on', true)
    from (
        select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago,
            is_stale
        from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days')
    ) proof;
select channels, next_rank, next_id, corrected
    from agentor.find_channels(case :words when 1 then 'join open' else '' end, null, null, 'best', 9223372036854775807,
        'ffffffff-ffff-ffff-ffff-ffffffffffff', 20, :words = 1);
select facet from agentor.channel_facets() facet;
\endpipeline
