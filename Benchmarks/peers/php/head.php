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
<script type="module" src="<?= $static['live.js'] ?>"></script>
<?php endif ?>
</head>
<body>
<a class="skip-link" href="#content">Skip to content</a>
<header class="site-header">
<div class="site-header-line">
<a class="wordmark" href="/">Agentor</a>
<nav aria-label="Main">
<ul>
<?php if ($viewer): ?>
<li><a href="/dashboard">Dashboard</a></li>
<li><a href="/channels" aria-current="true">Channels</a></li>
<?php else: ?>
<li><a href="/sign-in">Sign in</a></li>
<li><a href="/sign-up">Create account</a></li>
<?php endif ?>
</ul>
</nav>
<?php if ($viewer): ?>
<form class="sign-out" method="post" action="/sign-out">
<input type="hidden" name="csrf" value="<?= $csrf ?>">
<a class="viewer-name" href="/account"><bdi><?= e($viewer['full_name']) ?></bdi></a>
<button class="button-plain" type="submit">Sign out</button>
</form>
<?php endif ?>
</div>
</header>
<main id="content">
