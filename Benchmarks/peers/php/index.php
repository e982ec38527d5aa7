<?php
// The pages of Agentor that are measured, as one would write them in PHP: persistent connections, statements prepared
// once on each, one transaction a page under row level security, templates in PHP itself.

declare(strict_types=1);

require __DIR__ . '/database.php';

const STATEMENTS = [
    'begin' => 'begin',
    'commit' => 'commit',
    'enter' => <<<SQL
        select account, full_name, time_zone, profile from agentor.enter(\$1, interval '14 days')
        SQL,
    'channel' => <<<SQL
        select c.id, c.slug, c.name, c.description, c.type, c.member_count, c.last_seq, c.revision,
            (select revision from messaging.names where id) as names_revision, mine.role,
            (select m.last_read_seq from messaging.memberships m where m.channel_id = c.id) as last_read_seq
        from messaging.channels c
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        where c.slug = \$1
        SQL,
    'page' => <<<SQL
        select m.seq, m.changed_seq, m.user_id, u.full_name, u.handle,
        case when m.user_id = any ((select messaging.in_charge((select slug from messaging.channels where id = \$1), 'admin'))::uuid[]) then 'admin'
            when m.user_id = any ((select messaging.in_charge((select slug from messaging.channels where id = \$1), 'moderator'))::uuid[]) then 'moderator' end as role,
        case when u.is_resembled then messaging.has_look_alike(m.channel_id, u.id) else false end as has_look_alike,
        m.content, m.created_at
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = \$1 and m.seq < \$2
        order by m.seq desc limit 51
        SQL,
    'members' => <<<SQL
        select u.id, u.full_name, u.handle, listed.role,
        case when u.is_resembled then messaging.has_look_alike(listed.channel_id, u.id) else false end as has_look_alike
        from (
            (select channel_id, user_id, role from messaging.channel_members
                where channel_id = \$1 and role <> 'member' limit 200)
            union all
            (select channel_id, user_id, role from messaging.channel_members
                where channel_id = \$1 and role = 'member' order by joined_at, user_id limit 200)
            limit 200
        ) listed
        join messaging.users u on u.id = listed.user_id
        order by listed.role = 'admin' desc, listed.role = 'moderator' desc, u.full_name, listed.user_id
        SQL,
    'read' => <<<SQL
        select from messaging.mark_read((select slug from messaging.channels where id = \$1), \$2)
        SQL,
];

header('Content-Type: text/html; charset=utf-8');
header("Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
header('X-Content-Type-Options: nosniff');
header('Referrer-Policy: same-origin');
header('Cross-Origin-Opener-Policy: same-origin');
header('Permissions-Policy: camera=(), geolocation=(), microphone=()');
header('Cache-Control: private, no-cache');

$static = json_decode(getenv('STATIC'), true);
$path = $_SERVER['DOCUMENT_URI'];

if ($path === '/') {
    $viewer = null;
    require __DIR__ . '/home.php';
} elseif (preg_match('~^/channels/([a-z0-9-]+)$~', $path, $found)) {
    require __DIR__ . '/channel.php';
} else {
    http_response_code(404);
}

function e(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}
