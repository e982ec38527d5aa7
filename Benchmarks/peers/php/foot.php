</main>
<footer class="site-footer">
<p>Agentor. Professional services, in conversation.</p>
</footer>
</body>
</html>
