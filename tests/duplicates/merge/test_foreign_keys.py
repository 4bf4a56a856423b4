"""Nothing that belongs to a customer is forgotten when two become one."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from meridian.duplicates.merge.row_diff import FOREIGN_KEYS, SOFT, STAYS
from meridian.registry import metadata


def _refers_to_customer(keys: set[ForeignKey]) -> bool:
    return any(key.target_fullname == "customer.id" for key in keys)


REFERENCES = {
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if column.name == "customer_id" or _refers_to_customer(column.foreign_keys)
}
MOVED = {(move.table, move.column): move for move in FOREIGN_KEYS}


def test_every_reference_to_a_customer_moves_or_stays_for_a_reason() -> None:
    """A new table that belongs to customers needs a line in duplicates/merge/row_diff.py."""
    assert MOVED.keys() | STAYS.keys() == REFERENCES
    assert not MOVED.keys() & STAYS.keys()
    assert len(MOVED) == len(FOREIGN_KEYS)
    assert all(STAYS.values())


def test_whatever_may_be_there_only_once_has_a_rule_for_the_second() -> None:
    """A unique key that holds the customer's id clashes unless twins stay behind or a column of the key changes."""
    for table, column in MOVED:
        move, rows = MOVED[table, column], metadata.tables[table]
        keys = [index.columns.keys() for index in rows.indexes if isinstance(index, Index) and index.unique]
        keys += [each.columns.keys() for each in rows.constraints if isinstance(each, UniqueConstraint)]
        for key in (key for key in keys if column in key):
            assert move.twin != "false" or move.set, f"{table} ({', '.join(key)}) may clash"


def test_what_is_part_of_a_row_that_moves_says_so() -> None:
    """An undo takes back what was added to a contact, an order or an opportunity meanwhile."""
    whole = {"contact", "customer_order", "opportunity"}
    for (table, column), move in MOVED.items():
        parts = {
            (name, key.column.table.name)
            for name, each in metadata.tables[table].columns.items()
            for key in each.foreign_keys
            if key.column.table.name in whole
        }
        assert parts == ({move.belongs} if move.belongs else set()), f"{table}.{column}"


def test_the_table_of_moves_names_what_exists() -> None:
    for move in FOREIGN_KEYS:
        assert {move.column, *move.set} <= set(metadata.tables[move.table].columns.keys())
        order = [each.table for each in FOREIGN_KEYS]
        assert move.belongs is None or order.index(move.belongs[1]) < order.index(move.table), move.table
    for table, columns in SOFT.items():
        assert columns <= set(metadata.tables[table].columns.keys())
