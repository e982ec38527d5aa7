</main>
<footer class="site-footer">
<div>
<p>Agentor. Professional services, in conversation.</p>
<a href="/#how">How it works</a>
<a href="/terms">Terms</a>
</div>
</footer>
</body>
</html>
