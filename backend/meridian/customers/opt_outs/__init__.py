"""Channels a customer refuses, and consents it gave (OT-11, MC-8)."""
