"""Outbox: durable work after a change, and the worker that does it."""
