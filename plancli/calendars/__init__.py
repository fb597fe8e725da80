"""Deadlines as a calendar (RFC 5545): what is dated becomes a to-do or an event, what is not stays out and is told."""
