"""Files kept for records: contracts, proposals, evidence, agreements. They are read only through their record."""
