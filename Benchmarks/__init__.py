"""What bin/bench measures, and how. docs/performance.md says how to read it; `catalogue.py` is the list."""
