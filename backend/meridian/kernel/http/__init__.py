"""From a request to a unit of work and back: routes, problems, repeated requests, limits, the contract."""
