"""Jingwei's rules, stores and files: everything but the network service."""
