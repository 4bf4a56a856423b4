"""A customer's category follows from facts (MC-3): key by decision, closed by an order, interested by an expressed
intent after a contact, else potential.

The database keeps it by trigger, so that it is right whoever writes the row, bulk paths too. This is what it runs
today; a change needs a migration with its own copy, and a test compares this text with a migrated database.
"""

STATEMENTS = (
    """
CREATE FUNCTION customer_category(
  is_key boolean, last_order_on date, intent_level text, first_contact_at timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN is_key THEN 'key'
              WHEN last_order_on IS NOT NULL THEN 'closed'
              WHEN intent_level <> 'none' AND first_contact_at IS NOT NULL THEN 'interested'
              ELSE 'potential' END
$$""",
    """
CREATE FUNCTION derive_customer_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.category := customer_category(NEW.is_key, NEW.last_order_on, NEW.intent_level, NEW.first_contact_at);
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER customer_category_insert BEFORE INSERT ON customer FOR EACH ROW
WHEN (NEW.category <> 'potential' OR NEW.is_key OR NEW.last_order_on IS NOT NULL OR NEW.intent_level <> 'none')
EXECUTE FUNCTION derive_customer_category()""",
    """
CREATE TRIGGER customer_category_update
BEFORE UPDATE OF category, is_key, last_order_on, intent_level, first_contact_at ON customer FOR EACH ROW
EXECUTE FUNCTION derive_customer_category()""",
)
