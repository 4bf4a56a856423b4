"""Which campaign an opportunity came from, unless somebody says: the one its customer is in, else the one that brought
the customer (TS-4).

The database keeps it by trigger, so that it holds however an opportunity is entered. This is what it runs today; a
change needs a migration with its own copy, and a test compares this text with a migrated database.
"""

STATEMENTS = (
    """
CREATE FUNCTION opportunity_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.campaign_id := coalesce(
    (SELECT campaign_id FROM campaign_customer
      WHERE customer_id = NEW.customer_id AND left_at IS NULL AND joined_at <= meridian_now()),
    (SELECT campaign_id FROM customer WHERE id = NEW.customer_id)
  );
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER opportunity_campaign BEFORE INSERT ON opportunity FOR EACH ROW WHEN (NEW.campaign_id IS NULL)
EXECUTE FUNCTION opportunity_campaign()""",
)
