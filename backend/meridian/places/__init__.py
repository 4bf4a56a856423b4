"""What the world already knows about places: countries, phone numbers, time zones, names, currencies, languages.

Pure reference knowledge: no database, no web framework, no clock. Tables load on first use and answers are memoised.
Nothing here guesses: what the evidence does not determine is `None`, *ambiguous* or *unknown*, with the reason.
"""
