"""自评通 without its windows: domain, calculation, storage, exchange, document and command line."""
