"""Changes of the policy that wait for a second person: proposed by one, confirmed by another, and only then decided."""
