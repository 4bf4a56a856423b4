"""The information inbox: what others learned of a customer, for its owner to accept or decline (MC-2, MC-7)."""
