"""The addresses of the service, one module per kind of question; none knows another."""
