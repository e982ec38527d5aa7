<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title><?= e($title) ?> – Agentor</title>
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="<?= $static['agentor.css'] ?>">
<link rel="icon" href="<?= $static['favicon.svg'] ?>" type="image/svg+xml">
<?php if ($isLatest ?? false): ?>
<noscript><link rel="stylesheet" href="<?= $static['noscript.css'] ?>"></noscript>
<?php endif ?>
<?php if (!$viewer): ?>
<link rel="stylesheet" href="<?= $static['agents.css'] ?>">
<?php endif ?>
<?php if (isset($isLatest)): ?>
<script type="module" src="<?= $static['live.js'] ?>"></script>
<?php endif ?>
</head>
<body class="<?= $viewer ? 'signed-in fills inside' : 'signed-out' ?>">
<a class="skip-link" href="#content">Skip to content</a>
<header class="site-header">
<div class="bar">
<a class="wordmark" href="/"><svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="6" fill="currentColor"></rect><path d="M7 8h18v13h-8l-5 5v-5H7z" fill="#fff"></path><path d="M11 12h10v2H11zm0 4h6v2h-6z" fill="#14564f"></path></svg>Agentor</a>
<?php if ($viewer): ?>
<nav class="site-nav" aria-label="Main">
<ul>
<li><a href="/dashboard"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#home"></use></svg><span>Today</span></a></li>
<li><a href="/agents"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#users"></use></svg><span>Agents</span></a></li>
<li><a href="/messages"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#message"></use></svg><span>Messages</span></a></li>
<li><a href="/channels" aria-current="true"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#channel"></use></svg><span>Channels</span></a></li>
</ul>
</nav>
<div class="site-tools">
<a class="tool" href="/search"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#search"></use></svg><span class="visually-hidden">Search messages</span></a>
<details class="menu">
<summary><?php avatar($viewer['account'], $viewer['full_name'], ' avatar-small') ?><span class="menu-name"><bdi><?= e($viewer['full_name']) ?></bdi></span><span class="visually-hidden">: your menu</span></summary>
<div class="menu-panel">
<p><b><bdi><?= e($viewer['full_name']) ?></bdi></b><br><span class="quiet"><?= ucfirst($viewer['profile']) ?></span></p>
<hr>
<a href="/profile"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#user"></use></svg>Your profile</a>
<a href="/notifications"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#bell"></use></svg>Notifications</a>
<a href="/saved"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#bookmark"></use></svg>Saved</a>
<a href="/account"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#settings"></use></svg>Your account</a>
<form method="post" action="/sign-out">
<input type="hidden" name="csrf" value="<?= $csrf ?>">
<button type="submit"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#leave"></use></svg>Sign out</button>
</form>
</div>
</details>
</div>
<?php else: ?>
<div class="site-tools">
<a class="tool" href="/agents">Agents</a>
<a class="tool" href="/sign-in">Sign in</a>
<a class="button button-second" href="/sign-up">Create account</a>
</div>
<?php endif ?>
</div>
</header>
<main id="content">
