"""What a refusal holds for besides the record it was noted on: the numbers and addresses of whoever refused (OT-11).

The database keeps them by trigger, so that they are right whoever writes the rows, bulk paths too: those there when
channel is refused, and those that come to the person later. They stay when they are taken off the person's file; a
refusal that is lifted holds for none of them. This is what it runs today; a change needs a migration with its own copy,
and a test compares this text with a migrated database.

A number with an extension is another one than without. An address tells a person: who carries it elsewhere is the same.
"""

STATEMENTS = (
    """
CREATE FUNCTION phone_point(e164 text, extension text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT e164 || coalesce(',' || extension, '')
$$""",
    """
CREATE FUNCTION keep_refused_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'phone' THEN
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, phone_point(added.e164, added.extension)
    FROM new_rows AS added JOIN opt_out AS refusal ON refusal.customer_id = added.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = added.contact_id) AND refusal.lifted_at IS NULL
    WHERE added.e164 IS NOT NULL
    ON CONFLICT DO NOTHING;
  ELSIF TG_TABLE_NAME = 'email' THEN
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, added.address
    FROM new_rows AS added JOIN opt_out AS refusal ON refusal.customer_id = added.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = added.contact_id) AND refusal.lifted_at IS NULL
    ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, phone_point(there.e164, there.extension)
    FROM new_rows AS refusal JOIN phone AS there ON there.customer_id = refusal.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
    WHERE there.e164 IS NOT NULL
    UNION
    SELECT refusal.id, there.address
    FROM new_rows AS refusal JOIN email AS there ON there.customer_id = refusal.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$""",
    *(
        f"""
CREATE TRIGGER {table}_refused_points_{operation} AFTER {operation} ON {table} REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION keep_refused_points()"""
        for table, operation in (
            ("phone", "insert"),
            ("phone", "update"),
            ("email", "insert"),
            ("email", "update"),
            ("opt_out", "insert"),
        )
    ),
    # The channels refused by whoever has a number or address that the person, or the company without one, is reached
    # by: their own numbers, else the company's.
    """
CREATE FUNCTION refused_channels(called_customer uuid, called_contact uuid) RETURNS TABLE (channel text)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT refusal.channel
  FROM (
    SELECT phone_point(phone.e164, phone.extension) AS point, false AS mail
    FROM phone
    WHERE phone.customer_id = called_customer AND phone.e164 IS NOT NULL
      AND (phone.contact_id IS NOT DISTINCT FROM called_contact OR phone.contact_id IS NULL
           AND NOT EXISTS (SELECT FROM phone AS own WHERE own.contact_id = called_contact))
    UNION ALL
    SELECT email.address, true
    FROM email
    WHERE email.customer_id = called_customer AND email.contact_id IS NOT DISTINCT FROM called_contact
  ) AS carried
  JOIN refused_point ON refused_point.point = carried.point
  JOIN opt_out AS refusal ON refusal.id = refused_point.opt_out_id AND refusal.lifted_at IS NULL
  WHERE CASE WHEN carried.mail THEN called_contact IS NOT NULL OR refusal.channel = 'email'
             ELSE refusal.channel <> 'email' END
$$""",
)
