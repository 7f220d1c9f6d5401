"""Made-up input for everything that reads: files, texts, requests. ``python -m tests.fuzz`` runs it for long."""
