"""Meridian: a CRM for companies that sell overseas by telephone.

Local times follow the pinned `tzdata` package on every machine. An operating system's own copy may be years older, and
countries change their clocks at a few weeks' notice; two processes must never disagree about a customer's hour.
"""

from zoneinfo import reset_tzpath

reset_tzpath(to=())
