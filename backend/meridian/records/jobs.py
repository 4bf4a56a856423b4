"""What the clock does about contact records: takes in what happened to calls since they were counted."""

from meridian.kernel.jobs import Job, jobs_of_tally

take_in, recount = jobs_of_tally("calls")
TAKE_IN = Job("calls.take_in", take_in, every="* * * * *")
JOBS = (TAKE_IN,)
