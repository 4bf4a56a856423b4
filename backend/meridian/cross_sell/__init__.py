"""What customers who bought one thing also bought, and who might want it too (MC-12)."""
