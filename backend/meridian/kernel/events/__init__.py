"""What happened: written in the transaction that made it happen, read by the stream and by subscribers."""
