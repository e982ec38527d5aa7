<?php

declare(strict_types=1);

$title = 'Professional services, in conversation';

require __DIR__ . '/head.php';
?>
<div class="opening">
<div>
<h1>The right professional is one conversation away</h1>
<p class="lead">People who offer professional services and people who need them, talking in writing that both sides can go
back to.</p>
<form class="search-line" role="search" action="/agents">
<label class="visually-hidden" for="q">What do you need?</label>
<svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#search"></use></svg>
<input class="input" id="q" name="q" type="search" dir="auto" placeholder="What do you need?" maxlength="200">
<button type="submit">Search</button>
</form>
</div>
<figure class="specimen">
<ol class="messages">
<li class="message">
<span class="avatar hue-8" aria-hidden="true">HL</span>
<p class="message-head"><b class="author">Hanna Lindqvist</b> <span class="time">09:41</span></p>
<p class="message-text">Our lease renewal arrived and clause 14 is new. Can somebody read it before Thursday?</p>
</li>
<li class="message">
<span class="avatar hue-3" aria-hidden="true">MR</span>
<p class="message-head"><b class="author">Mateo Ruiz</b> <span class="badge">Property law</span> <span class="time">09:43</span></p>
<p class="message-text">I can. Clause 14 moves repairs to the tenant, which is negotiable. Send me the page and I will mark it up today.</p>
</li>
<li class="message">
<span class="avatar hue-8" aria-hidden="true">HL</span>
<p class="message-head"><b class="author">Hanna Lindqvist</b> <span class="time">09:44</span></p>
<p class="message-text">That is exactly what I needed to know.</p>
</li>
</ol>
<figcaption>Three minutes in a channel, as an example.</figcaption>
</figure>
</div>
<section class="ruled" aria-labelledby="subjects">
<h2 id="subjects">What for?</h2>
<ul class="tags">
<li><a class="tag" href="/agents?category=design">Design</a></li>
<li><a class="tag" href="/agents?category=development">Software development</a></li>
<li><a class="tag" href="/agents?category=writing">Writing and translation</a></li>
<li><a class="tag" href="/agents?category=marketing">Marketing and sales</a></li>
<li><a class="tag" href="/agents?category=finance">Finance and accounting</a></li>
<li><a class="tag" href="/agents?category=legal">Legal</a></li>
<li><a class="tag" href="/agents?category=consulting">Business consulting</a></li>
<li><a class="tag" href="/agents?category=engineering">Engineering and architecture</a></li>
<li><a class="tag" href="/agents?category=media">Photo, video and audio</a></li>
<li><a class="tag" href="/agents?category=education">Teaching and coaching</a></li>
<li><a class="tag" href="/agents?category=other">Something else</a></li>
</ul>
</section>
<section class="ruled" aria-labelledby="how">
<h2 id="how">How it works</h2>
<div class="columns">
<div>
<h3>If you need services</h3>
<ol class="steps">
<li><p><b>Say it in your own words.</b> What you need, and what you can spend.</p></li>
<li><p><b>Talk before you decide.</b> Join a channel on your subject, or open one. Asking costs nothing.</p></li>
<li><p><b>Agree in writing.</b> What was said stays in one conversation, in order.</p></li>
</ol>
</div>
<div>
<h3>If you offer services</h3>
<ol class="steps">
<li><p><b>Write a profile.</b> What you do, for whom, and at what price.</p></li>
<li><p><b>Be where clients ask.</b> Join channels on your subject, or open one for a service.</p></li>
<li><p><b>Let the answer speak.</b> No bids to buy, no places for sale.</p></li>
</ol>
</div>
</div>
</section>
<section class="ruled" aria-labelledby="rely">
<h2 id="rely">What you can rely on</h2>
<dl class="columns">
<div>
<dt><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#message"></use></svg> It is live, everywhere</dt>
<dd>New messages appear as they are written, on a slow phone and in an old browser, even with scripts turned off.</dd>
</div>
<div>
<dt><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#lock"></use></svg> Private is private</dt>
<dd>A private channel is read by its members and nobody else. The rule is kept where the messages are stored, not only on
the page.</dd>
</div>
<div>
<dt><svg class="icon" width="24" height="24" aria-hidden="true"><use href="<?= $static['icons.svg'] ?>#history"></use></svg> Nothing is missed</dt>
<dd>Lose the connection, close the lid, come back next month. The conversation is complete and in order.</dd>
</div>
</dl>
</section>
<section class="band" aria-labelledby="offer">
<div class="ruled-head">
<div>
<h2 id="offer">You know something people need</h2>
<p>A profile takes ten minutes to write.</p>
</div>
<p class="actions"><a class="button" href="/sign-up">Offer your services</a></p>
</div>
</section>
<?php
require __DIR__ . '/foot.php';
