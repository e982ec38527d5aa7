<?php

declare(strict_types=1);

[$hash, $csrf] = session($_COOKIE['agentor-session'] ?? '');
$database = begin();
$viewer = pg_fetch_assoc(pg_execute($database, 'enter', [$hash]));
if (!$viewer) {
    pg_execute($database, 'commit', []);
    header('Location: /sign-in', true, 303);
    exit;
}
$channel = pg_fetch_assoc(pg_execute($database, 'channel', [$found[1]]));
if (!$channel || !$channel['role']) {
    pg_execute($database, 'commit', []);
    http_response_code(404);
    exit;
}
$before = $_GET['before'] ?? null;
$etag = 'W/"' . hash('xxh3', implode(' ', [$viewer['account'], $before, ...array_values($channel)])) . '"';
header("ETag: $etag");
if ($channel['last_read_seq'] < $channel['last_seq'] && $before === null) {
    pg_execute($database, 'read', [$channel['id'], $channel['last_seq']]);
}
if (($_SERVER['HTTP_IF_NONE_MATCH'] ?? null) === $etag) {
    pg_execute($database, 'commit', []);
    http_response_code(304);
    exit;
}
$page = pg_execute($database, 'page', [$channel['id'], $before ?? PHP_INT_MAX]);
$messages = pg_fetch_all($page);
$members = pg_fetch_all(pg_execute($database, 'members', [$channel['id']]));
pg_execute($database, 'commit', []);

$earlier = count($messages) > 50;
$messages = array_reverse(array_slice($messages, 0, 50));
$isLatest = $before === null;
$address = '/channels/' . $channel['slug'];
$isPrivate = $channel['type'] === 'private';
// The document of the frame, which comes with the page.
$frame = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Messages, live</title>'
    . '<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="40">'
    . "<link rel=\"stylesheet\" href=\"{$static['agentor.css']}\"></head><body class=\"live-frame-document\">"
    . "<iframe title=\"Messages, live\" src=\"$address/live?read=0\"></iframe></body></html>";
function avatar(string $id, string $name, string $size = ''): void
{
    $words = explode(' ', $name);
    $letters = iconv_substr($words[0], 0, 1) . (count($words) > 1 ? iconv_substr(end($words), 0, 1) : '');
    echo '<span class="avatar', $size, ' hue-', (hexdec(substr($id, -2)) & 7) + 1, '" aria-hidden="true">',
        e(strtoupper($letters)), '</span>';
}
function place_hue(string $slug): string
{
    $number = 0;
    foreach (str_split($slug) as $byte) {
        $number = ($number * 31 + ord($byte)) & 255;
    }
    return 'hue-' . ($number & 7) + 1;
}
function person(array $person, bool $is_linked = false): void
{
    $badges = ['admin' => 'Administrator', 'moderator' => 'Moderator'];
    echo '<bdi class="author">', e($person['full_name']), '</bdi>';
    if ($person['handle'] !== null) {
        $handle = e($person['handle']);
        echo $is_linked
            ? " <a class=\"handle\" href=\"/messages/$handle\">@$handle<span class=\"visually-hidden\">: send a message</span></a>"
            : " <span class=\"handle\">@$handle</span>";
    }
    if (isset($badges[$person['role']])) {
        echo ' <span class="badge">', $badges[$person['role']], '</span>';
    }
    if ($person['has_look_alike'] === 't') {
        echo ' <span class="badge badge-wait">Similar name here</span>';
    }
}
$title = "\u{2068}$channel[name]\u{2069}";
$left_out = $channel['member_count'] - count($members);

require __DIR__ . '/head.php';
?>
<div class="shell">
<section class="conversation" aria-labelledby="channel-name">
<div class="conversation-head">
<a class="button button-icon to-list" href="/channels"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#arrow-left"></use></svg><span class="visually-hidden">All channels</span></a>
<span class="avatar avatar-place <?= place_hue($channel['slug']) ?>" aria-hidden="true"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#<?= $isPrivate ? 'lock' : 'channel' ?>"></use></svg></span>
<div class="grows">
<h1 id="channel-name"><bdi><?= e($channel['name']) ?></bdi></h1>
<p class="quiet"><?= $isPrivate ? 'Private' : 'Public' ?>, <?= $channel['member_count'] ?> <?= $channel['member_count'] == 1 ? 'member' : 'members' ?></p>
</div>
<a class="button button-icon to-about" href="#about"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#users"></use></svg><span class="visually-hidden">About</span></a>
</div>
<div class="log-frame">
<div class="log" role="log" aria-label="Conversation" tabindex="0">
<div>
<?php if ($earlier): ?>
<p class="paging"><a href="<?= $address ?>?before=<?= $messages[0]['seq'] ?>" rel="prev">Earlier messages</a></p>
<?php endif ?>
<?php if (!$messages): ?>
<p class="empty" id="no-messages">Nothing has been said here yet. Write the first message.</p>
<?php endif ?>
<p class="past-messages"><a href="#message">Skip to the message box</a></p>
<ol class="messages" id="messages" data-changes="<?= $address ?>/changes" data-cursor="<?= $channel['last_seq'] ?>" data-zone="<?= e($viewer['time_zone']) ?>" data-inbox="/inbox/changes">
<?php
$last = null;
$zone = new DateTimeZone($viewer['time_zone']);
foreach ($messages as $message):
    $local = (new DateTimeImmutable($message['created_at']))->setTimezone($zone);
    $time = $local->getTimestamp();
    $day = $local->format('Y-m-d');
    $label = $local->format('l, j F Y');
    $startsDay = $last === null || $last['day'] !== $day;
    $continues = !$startsDay && $last['author'] === $message['user_id'] && $time - $last['time'] < 300;
    $last = ['day' => $day, 'author' => $message['user_id'], 'time' => $time];
?>
<li id="m-<?= $message['seq'] ?>" class="message<?php if ($continues): ?> continues<?php endif ?>" data-seq="<?= $message['seq'] ?>" data-changed="<?= $message['changed_seq'] ?>" data-author="<?= $message['user_id'] ?>" data-day="<?= $day ?>" data-day-label="<?= $label ?>">
<?php if ($startsDay): ?>
<p class="day"><?= $label ?></p>
<?php endif ?>
<?php avatar($message['user_id'], $message['full_name']) ?>

<p class="message-head"><?php person($message) ?>
 <a class="time" href="<?= $address ?>/messages/<?= $message['seq'] ?>"><time datetime="<?= gmdate('Y-m-d\TH:i:s\Z', $time) ?>"><?= $local->format('H:i') ?></time></a></p>
<p class="message-text" dir="auto"><?= e($message['content']) ?></p>
<?php endforeach ?>
</ol>
<?php if (!$isLatest && $before <= $channel['last_seq']): ?>
<p class="paging"><a href="<?= $address ?>?around=<?= end($messages)['seq'] ?>" rel="next">Later messages</a></p>
<?php endif ?>
<?php if (!$isLatest): ?>
<p class="paging"><a href="<?= $address ?>">Go to the latest messages</a></p>
<?php endif ?>
</div>
</div>
<?php if ($isLatest): ?>
<noscript><iframe class="live-frame" height="480" title="Messages, live" srcdoc="<?= e($frame) ?>" src="<?= $address ?>/live?read=0"></iframe></noscript>
<?php endif ?>
</div>
<p class="connection" id="connection" role="status" data-sign-in="/sign-in" data-channels="/channels" data-messages="/messages"></p>
<form class="composer" id="message-form" method="post" action="<?= $address ?>/messages" data-draft="<?= $address ?>/draft" enctype="multipart/form-data" data-script="<?= $static['files.js'] ?>" data-upload="/files" data-most-files="10" data-most-bytes="26214400" data-too-many="Send no more than 10 files with one message." data-too-large="This file is too large: a file may have 25 MB." novalidate>
<input type="hidden" name="csrf" value="<?= $csrf ?>">
<input type="hidden" name="nonce" value="<?= nonce() ?>">
<p class="error" id="message-error" role="alert"></p>
<div class="composer-box">
<label class="visually-hidden" for="message">Message</label>
<textarea id="message" name="message" rows="2" dir="auto" placeholder="Write to everybody here" required aria-describedby="message-error message-hint">
</textarea>
<div class="composer-line">
<button type="submit"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#send"></use></svg>Send</button>
<button class="button-icon" type="submit" formaction="<?= $address ?>/later"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#clock"></use></svg><span class="visually-hidden">Later: choose when</span></button>
<noscript><button class="button-second" type="submit" formaction="<?= $address ?>/draft">Save draft</button></noscript>
<details class="attach">
<summary><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#attach"></use></svg>Attach</summary>
<label class="visually-hidden" for="files">Files</label>
<input id="files" name="files" type="file" multiple aria-describedby="files-hint">
<p class="quiet small" id="files-hint">Up to 10 files of 25 MB each</p>
</details>
<p class="hint" id="message-hint"><span>**bold**, *italic*, `code`, lists, quotes</span><?php if ($isLatest): ?><a href="<?= $address ?>">Check for new messages</a><?php endif ?></p>
</div>
</div>
</form>
</section>
<aside class="about" id="about" aria-labelledby="about-title">
<p class="to-conversation"><a class="link" href="#content"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#arrow-left"></use></svg>Back to the conversation</a></p>
<h2 id="about-title">About this channel</h2>
<?php if ($channel['description'] !== ''): ?>
<p class="description" dir="auto"><?= e($channel['description']) ?></p>
<?php endif ?>
<p class="quiet"><?= $isPrivate ? 'Private. Only its members can find and read it.' : 'Public. Everybody with an account can find and join it.' ?></p>
<p><a href="<?= $address ?>/files">Pictures and files</a></p>
<details open>
<summary><?= $channel['member_count'] ?> <?= $channel['member_count'] == 1 ? 'member' : 'members' ?></summary>
<ul class="bare">
<?php foreach ($members as $member): ?>
<li class="person"><?php avatar($member['id'], $member['full_name'], ' avatar-small') ?><p><?php person($member, true) ?><?php if ($member['handle'] !== null && $member['id'] !== $viewer['account']): ?> <span class="small"><a href="/account/blocks/<?= e($member['handle']) ?>/mute">Mute<span class="visually-hidden"> <bdi><?= e($member['full_name']) ?></bdi></span></a> <a href="/account/blocks/<?= e($member['handle']) ?>/block">Block<span class="visually-hidden"> <bdi><?= e($member['full_name']) ?></bdi></span></a></span><?php endif ?></p></li>
<?php endforeach ?>
</ul>
<?php if ($left_out > 0): ?>
<p class="quiet">and <?= $left_out ?> more</p>
<?php endif ?>
</details>
<p><a href="<?= $address ?>/members">All members</a></p>
<p><a href="<?= $address ?>/level">Counts for you: as in all channels</a></p>
<p><a href="<?= $address ?>/invitations">Invite somebody</a></p>
<?php if ($channel['role'] !== 'member'): ?>
<p><a href="<?= $address ?>/settings">Settings of the channel</a></p>
<?php endif ?>
<form class="field" role="search" aria-label="This conversation" action="/search">
<label for="here">Search here</label>
<input id="here" name="q" type="search" dir="auto">
<input type="hidden" name="in" value="<?= $channel['slug'] ?>">
<button class="button-second button-small" type="submit">Search</button>
</form>
<form class="field" action="<?= $address ?>">
<label for="on">Go to a day</label>
<input id="on" name="on" type="date" value="" required>
<button class="button-second button-small" type="submit">Go</button>
</form>
<p><a href="<?= $address ?>/log">Messages without live updates</a></p>
<?php if ($channel['role'] === 'member'): ?>
<p><a href="<?= $address ?>/report">Report this channel</a></p>
<?php endif ?>
<form method="post" action="<?= $address ?>/leave">
<input type="hidden" name="csrf" value="<?= $csrf ?>">
<button class="button-second button-small" type="submit">Leave</button>
</form>
</aside>
</div>
<?php
require __DIR__ . '/foot.php';
