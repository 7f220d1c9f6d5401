"""Many clients report at once while connections break and the server is killed: acknowledged = stored, each once."""
