<?php
// The pages of Agentor that are measured, as one would write them in PHP: persistent connections, statements prepared
// once on each, one transaction a page under row level security, templates in PHP itself.

declare(strict_types=1);

require __DIR__ . '/database.php';

const STATEMENTS = [
    'begin' => 'begin',
    'commit' => 'commit',
    'identify' => <<<SQL
        select account, full_name, time_zone, profile from agentor.identify(\$1, interval '14 days')
        SQL,
    'become' => "select set_config('agentor.user_id', \$1, true)",
    'channel' => <<<SQL
        select c.id, c.slug, c.name, c.description, c.type, c.member_count, c.last_seq, mine.role,
            mine.last_read_seq
        from messaging.channels c
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        where c.slug = \$1
        SQL,
    'page' => <<<SQL
        select m.seq, m.changed_seq, m.user_id, u.full_name, m.content, m.created_at,
            m.created_at at time zone \$1 as local
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = \$2 and m.seq < \$3
        order by m.seq desc limit 51
        SQL,
    'members' => <<<SQL
        select u.full_name, m.role
        from messaging.channel_members m join messaging.users u on u.id = m.user_id
        where m.channel_id = \$1
        order by m.role = 'admin' desc, m.role = 'moderator' desc, u.full_name, m.user_id limit 200
        SQL,
    'read' => <<<SQL
        update messaging.channel_members set last_read_seq = \$2, last_read_at = now()
        where channel_id = \$1 and user_id = messaging.viewer() and last_read_seq < \$2
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
