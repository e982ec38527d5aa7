<?php

declare(strict_types=1);

$title = 'Professional services, in conversation';

require __DIR__ . '/head.php';
?>
<div class="opening">
<div>
<h1>The right professional is one conversation away</h1>
<p class="lead">Agentor is where people who offer professional services and people who need them talk:
in channels, live, in writing that both sides can go back to.</p>
<p class="actions">
<a class="button" href="/sign-up">Create account</a>
<a class="button button-second" href="/sign-in">Sign in</a>
</p>
</div>
<figure class="specimen">
<ol class="messages">
<li>
<p class="message-head"><span class="author">Hanna Lindqvist</span> <span class="time">09:41</span></p>
<p class="message-text">Our lease renewal arrived and clause 14 is new. Can somebody read it before Thursday?</p>
</li>
<li>
<p class="message-head"><span class="author">Mateo Ruiz, property law</span> <span class="time">09:43</span></p>
<p class="message-text">I can. Clause 14 moves repairs to the tenant, which is negotiable.
Send me the page and I will mark it up today.</p>
</li>
<li>
<p class="message-head"><span class="author">Hanna Lindqvist</span> <span class="time">09:44</span></p>
<p class="message-text">That is exactly what I needed to know.</p>
</li>
</ol>
<figcaption>Three minutes in a channel, as an example.</figcaption>
</figure>
</div>
<div class="columns">
<section>
<h2>If you need services</h2>
<ol class="steps">
<li>Say what you need and what you can spend.</li>
<li>Join a channel on your subject, or open one of your own.</li>
<li>Talk with agents as they answer. Decide when you know enough.</li>
</ol>
</section>
<section>
<h2>If you offer services</h2>
<ol class="steps">
<li>Write a profile: what you do, your skills, your rate.</li>
<li>Open a channel for a service, or join those your clients read.</li>
<li>Answer the moment somebody asks. The good answer wins the work.</li>
</ol>
</section>
</div>
<section class="assurances">
<h2>What you can rely on</h2>
<dl>
<div>
<dt>It is live, everywhere</dt>
<dd>New messages appear as they are written, on a slow phone and in an old browser, even with scripts
turned off.</dd>
</div>
<div>
<dt>Nothing is missed</dt>
<dd>Lose the connection, close the lid, come back next month. The conversation is complete and in
order.</dd>
</div>
<div>
<dt>Private is private</dt>
<dd>A private channel can be read by its members and nobody else. The rule is kept where the messages are
stored, not only on the page.</dd>
</div>
</dl>
</section>
<?php
require __DIR__ . '/foot.php';
